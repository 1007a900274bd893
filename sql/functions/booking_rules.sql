-- What a booking allows. Lock nothing.

-- A booking is its student's and its teacher's.
create or replace function may_cancel(p_booking booking, p_actor bigint) returns boolean
    language plpgsql
    stable
as $$
begin
    return p_actor = p_booking.student_id or exists (
        select
        from slot s
        join teacher t on t.school_id = s.school_id and t.id = s.teacher_id
        where s.school_id = p_booking.school_id
        and s.id = p_booking.slot_id
        and t.person_id = p_actor
    );
end
$$;

-- Whether it is too late for the student to leave the place, by the policy the booking was made under.
create or replace function cutoff_refusal(p_booking booking, p_now timestamptz) returns text
    language plpgsql
    stable
as $$
begin
    perform
    from policy
    where school_id = p_booking.school_id
    and version = p_booking.policy_version
    and lower(p_booking.during) <= p_now + make_interval(mins => cutoff_minutes);
    return case when found then 'too_late' end;
end
$$;
