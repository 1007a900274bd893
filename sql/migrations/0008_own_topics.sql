-- A signed-in person's own topic: write functions tell whose holds and bookings they changed, and the programs that hint these
-- people may read what they need for it, and no more.

alter type write_result
    add attribute teacher_person_id bigint,
    add attribute holders bigint[],
    add attribute bookers bigint[];
comment on type write_result is
    'What every write function answers: outcome, booking_face, changed (publish this slot), slot_face, then the hold''s expiry, the '
    'position in the request, the person behind the slot''s teacher, and with the first row whose holds and whose bookings have '
    'changed. A refusal is one row with nothing but its outcome (publish_slots adds the position).';

-- Their arguments and results change: sql/functions/write_results.sql makes them anew.
drop function if exists slot_results(text, bigint, bigint[], boolean, timestamptz, boolean);
drop function if exists booking_results(text, bigint, bigint, bigint[], boolean);

-- Whoever holds everybody's streams learns whether a session lives and by its number whose it is, but no name.
grant select (school_id, token_hash, person_id, expires_at, ended_at) on session to slotboard_live;
grant select (school_id, id, blocked_at) on person to slotboard_live;

-- The relay finds out whose booking a lost publish was about.
grant select (school_id, id, slot_id, student_id) on booking to slotboard_jobs;
grant select (school_id, at, booking_id) on booking_event to slotboard_jobs;
