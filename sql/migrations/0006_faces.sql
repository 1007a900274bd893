-- The shapes in which slots and bookings leave the database, in whole seconds.

create view slot_face as
select
    s.id as slot_id,
    s.teacher_id,
    unix_seconds(lower(s.during)) as starts_at,
    unix_seconds(upper(s.during)) as ends_at,
    date_part('epoch', s.local_start - (lower(s.during) at time zone 'UTC'))::integer as utc_offset,
    s.capacity,
    s.seats_held,
    s.seats_booked,
    unix_seconds(s.held_until) as held_until,
    s.withdrawn_at is not null as withdrawn,
    s.version,
    -- Up to here what everybody may see; the rest is for conditions and for those who may see more.
    s.school_id,
    s.during,
    s.place,
    s.note,
    s.withdrawn_at
from slot s;
comment on view slot_face is
    'A slot; everybody may see the columns up to version. A condition on school_id, teacher_id and starts_at is served by '
    'slot_by_teacher_and_start, withdrawn slots included.';

create view booking_face as
select
    b.id as booking_id,
    b.slot_id as booking_slot_id,
    s.teacher_id as booking_teacher_id,
    t.name as teacher_name,
    b.student_id,
    p.name as student_name,
    b.note,
    coalesce(s.place, t.place) as place,
    unix_seconds(b.created_at) as created_at,
    unix_seconds(b.cancelled_at) as cancelled_at,
    b.cancelled_by,
    b.reason,
    b.school_id
from booking b
join slot s on s.school_id = b.school_id and s.id = b.slot_id
join teacher t on t.school_id = s.school_id and t.id = s.teacher_id
join person p on p.school_id = b.school_id and p.id = b.student_id;
comment on view booking_face is 'A booking as its student and its teacher may see it.';

create type write_result as (
    outcome text,
    booking_id bigint,
    booking_slot_id bigint,
    booking_teacher_id bigint,
    teacher_name text,
    student_id bigint,
    student_name text,
    note text,
    place text,
    created_at bigint,
    cancelled_at bigint,
    cancelled_by bigint,
    reason text,
    changed boolean,
    slot_id bigint,
    teacher_id bigint,
    starts_at bigint,
    ends_at bigint,
    utc_offset integer,
    capacity integer,
    seats_held integer,
    seats_booked integer,
    held_until bigint,
    withdrawn boolean,
    version bigint,
    expires_at bigint,
    "position" integer
);
comment on type write_result is
    'What every write function answers: outcome, booking_face, changed (publish this slot), slot_face, then the hold''s expiry and the '
    'position in the request. A refusal is one row with nothing but its outcome (publish_slots adds the position).';
