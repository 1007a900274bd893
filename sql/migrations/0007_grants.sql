-- Who may touch what. Slots, holds, bookings and boards are written by security definer functions alone;
-- each function's file says who may call it.

grant select on
    school, policy, person, person_role, session, teacher, board, slot, hold, booking, booking_event, idempotency_key,
    slot_face, booking_face
to slotboard_api;
grant insert, update on person, session, teacher to slotboard_api;
grant insert, delete on person_role to slotboard_api;

-- Whoever holds everybody's streams need not know where lessons are.
grant select on school, board to slotboard_live;
grant select (
    slot_id, teacher_id, starts_at, ends_at, utc_offset, capacity, seats_held, seats_booked, held_until, withdrawn, version,
    school_id, during, withdrawn_at
) on slot_face to slotboard_live;

grant select on school, policy, teacher, board, slot, hold, slot_face to slotboard_jobs;
