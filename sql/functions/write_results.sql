-- The rows that write functions answer: the slot in question first. With the first go a hold's expiry, and the students whose
-- holds (p_holders) and bookings (p_bookers) have changed. Lock nothing.

create or replace function slot_results(
    p_outcome text,
    p_school bigint,
    p_slots bigint[],
    p_changed boolean,
    p_holders bigint[] default null,
    p_bookers bigint[] default null,
    p_expires_at timestamptz default null,
    p_numbered boolean default false
) returns setof write_result
    language sql
    stable
as $$
    select
        p_outcome,
        null::bigint, null::bigint, null::bigint, null::text, null::bigint, null::text, null::text, null::text,
        null::bigint, null::bigint, null::bigint, null::text,
        p_changed,
        s.slot_id, s.teacher_id, s.starts_at, s.ends_at, s.utc_offset, s.capacity, s.seats_held, s.seats_booked,
        s.held_until, s.withdrawn, s.version,
        case when a.position = 1 then unix_seconds(p_expires_at) end,
        case when p_numbered then a.position::integer end,
        t.person_id,
        case when a.position = 1 then p_holders end,
        case when a.position = 1 then p_bookers end
    from unnest(p_slots) with ordinality a (slot_id, position)
    join slot_face s on s.school_id = p_school and s.slot_id = a.slot_id
    join teacher t on t.school_id = s.school_id and t.id = s.teacher_id
    order by a.position
$$;

create or replace function booking_results(
    p_outcome text,
    p_school bigint,
    p_booking bigint,
    p_slots bigint[],
    p_changed boolean,
    p_holders bigint[] default null
) returns setof write_result
    language sql
    stable
as $$
    select
        p_outcome,
        b.booking_id, b.booking_slot_id, b.booking_teacher_id, b.teacher_name, b.student_id, b.student_name, b.note, b.place,
        b.created_at, b.cancelled_at, b.cancelled_by, b.reason,
        p_changed,
        s.slot_id, s.teacher_id, s.starts_at, s.ends_at, s.utc_offset, s.capacity, s.seats_held, s.seats_booked,
        s.held_until, s.withdrawn, s.version,
        null::bigint,
        null::integer,
        t.person_id,
        case when s.slot_id = b.booking_slot_id then p_holders end,
        case when s.slot_id = b.booking_slot_id and p_changed then array[b.student_id] end
    from booking_face b
    join slot_face s on s.school_id = b.school_id and s.slot_id = any (p_slots)
    join teacher t on t.school_id = s.school_id and t.id = s.teacher_id
    where b.school_id = p_school
    and b.booking_id = p_booking
    order by s.slot_id = b.booking_slot_id desc
$$;

-- A refusal: one row, only its outcome (and, where one of many was refused, its position in the request).
create or replace function refusal(p_outcome text, p_position integer default null) returns write_result
    language plpgsql
    immutable
as $$
declare
    v_result write_result;
begin
    v_result.outcome := p_outcome;
    v_result.position := p_position;
    return v_result;
end
$$;
