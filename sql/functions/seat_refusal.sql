-- Why a student cannot have a seat in a slot at this moment; null: there is one. p_apart is a booking that is about to leave
-- its place and so does not count. A hold past its expiry counts for nobody.
-- Locks nothing itself: called once without locks, so that losers leave cheaply, and once under those of slot and person.
create or replace function seat_refusal(
    p_slot slot,
    p_student bigint,
    p_now timestamptz,
    p_apart bigint default null
) returns text
    language plpgsql
as $$
declare
    v_policy policy;
    v_starts_at timestamptz := lower(p_slot.during);
    v_held_by_others integer := 0;
begin
    if p_slot.withdrawn_at is not null then
        return 'slot_withdrawn';
    elsif v_starts_at <= p_now then
        return 'slot_started';
    end if;

    v_policy := current_policy(p_slot.school_id);
    if v_starts_at <= p_now + make_interval(mins => v_policy.notice_minutes) then
        return 'too_late';
    elsif v_starts_at > p_now + make_interval(hours => 24 * v_policy.horizon_days) then
        return 'too_far';
    end if;

    if exists (
        select
        from booking
        where school_id = p_slot.school_id
        and student_id = p_student
        and cancelled_at is null
        and during && p_slot.during
        and id is distinct from p_apart
    ) then
        return 'student_busy';
    end if;

    if p_slot.seats_held > 0 then
        select count(*) into v_held_by_others
        from hold
        where school_id = p_slot.school_id
        and slot_id = p_slot.id
        and student_id <> p_student
        and expires_at > p_now;
    end if;
    if p_slot.seats_booked + v_held_by_others >= p_slot.capacity then
        return 'slot_taken';
    end if;
    return null;
end
$$;
