-- Indexes that no constraint needs, each with the query it serves. Rules for a new one are in CONVENTIONS.md; the first:
-- nothing may name a column that bookings write on slot (version, seats_held, seats_booked, held_until), or no booking is HOT.
--
-- Built without blocking writers, so outside any transaction. May be run again at any time: what is there stays, what an
-- interrupted run left invalid is dropped first. bin/migrate runs this file when it has changed; a DBA may do so by hand.

select format('drop index concurrently slotboard.%I', c.relname)
from pg_index i
join pg_class c on c.oid = i.indexrelid
where not i.indisvalid
and c.relnamespace = 'slotboard'::regnamespace
and c.relkind = 'i'
\gexec

-- A teacher's board, from a day to a day:      slot_face where school_id, teacher_id, starts_at between
-- Its changes since a version:                 … and starts_at > now − 24 h (no slot is longer) and version > V
-- A teacher's next openings:                   … order by starts_at limit 3
create index concurrently if not exists slot_by_teacher_and_start
on slotboard.slot (school_id, teacher_id, slotboard.unix_seconds(lower(during)));
comment on index slotboard.slot_by_teacher_and_start is
    'Boards, changes since a version, next openings. The exclusion constraint''s index knows no withdrawn slots and no order.';

-- My lessons, coming or past:                 booking where school_id, student_id
-- Without the start: a student has some hundreds at most, and an expression here would cost every booking 50 µs.
create index concurrently if not exists booking_by_student
on slotboard.booking (school_id, student_id);
comment on index slotboard.booking_by_student is 'A student''s lessons, cancelled ones included.';

-- The sweeper, every second:                   hold where expires_at <= now
create index concurrently if not exists hold_by_expiry
on slotboard.hold (expires_at);
comment on index slotboard.hold_by_expiry is 'Holds that have expired, of all schools.';
