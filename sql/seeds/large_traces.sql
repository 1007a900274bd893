-- What a large school leaves behind, for the jobs that forget and for whoever signs in among many: after large.sql.
--
-- 200,000 sessions of the last 40 days, an idempotency key for each booking of the last 14 days, and 20 slots of each
-- new teacher that were withdrawn between 80 and 3 days ago. Loading again does nothing.

begin;

select pg_advisory_xact_lock(hashtext('slotboard demo school'));

create temporary table large_trace on commit drop as
select school.id as school_id
from school
where school.slug = 'demo' and not exists (
    select from session
    where session.school_id = school.id and session.token_hash = sha256('large 51 1')
);

-- Step: sessions, keys and withdrawn slots
-- Forty sign-ins of each new student, a day apart; a session lives 30 days, and every third was signed out after an hour.
insert into session (school_id, token_hash, person_id, created_at, expires_at, ended_at)
select
    person.school_id, sha256(format('large %s %s', substring(person.email from '\d+'), days)::bytea), person.id,
    signed_in, signed_in + interval '30 days', case when days % 3 = 0 then signed_in + interval '1 hour' end
from large_trace
join person on person.school_id = large_trace.school_id and person.email ~ '^student(5[1-9]|[6-9]\d|\d{3,})@'
cross join generate_series(1, 40) as days
cross join lateral (select now() - days * interval '1 day' as signed_in) as moment
order by signed_in;

insert into idempotency_key (school_id, person_id, key, request_hash, made, created_at)
select
    booking.school_id, booking.student_id, 'large ' || booking.id, sha256(booking.id::text::bytea), array[booking.id],
    booking.created_at
from large_trace
join booking on booking.school_id = large_trace.school_id and booking.created_at > now() - interval '14 days'
order by booking.created_at
on conflict on constraint idempotency_key_twice do nothing;

with raised as (
    update board
    set version = version + 1, changed_at = clock_timestamp()
    from large_trace
    join teacher on teacher.school_id = large_trace.school_id and teacher.bio like '%so that somebody can measure.'
    where board.school_id = teacher.school_id and board.teacher_id = teacher.id
    returning board.school_id, board.teacher_id, board.version, teacher.time_zone
)
insert into slot (school_id, teacher_id, during, time_zone, local_start, version, created_at, withdrawn_at)
select
    raised.school_id, raised.teacher_id, tstzrange(starts_at, starts_at + interval '45 minutes'), raised.time_zone,
    starts_at at time zone raised.time_zone, raised.version, withdrawn_at - interval '60 days', withdrawn_at
from raised
cross join generate_series(0, 19) as number
cross join lateral (select date_trunc('hour', now()) - (80 - 4 * number) * interval '1 day' as withdrawn_at) as moment
cross join lateral (select withdrawn_at + interval '10 days' as starts_at) as time;

commit;

analyze session, idempotency_key, slot, board;
