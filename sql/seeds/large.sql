-- A large demo school, for measuring: 1,000 teachers, 1,000,000 slots, 5,000 students and 1,000,000 past bookings,
-- together with what demo_people.sql and demo_lessons.sql have loaded before.
--
-- `slotboard demo load --large` sends this file: one transaction of some minutes, with the same setting
-- slotboard.demo_password_hash. Loading again does nothing. Lines that begin with `-- Step:` are shown while it works.
--
-- Nothing overlaps, by arithmetic: there are ten zones, each with 98 of the new teachers and 495 of the new students.
-- All teachers of a zone have the same times, and their at most 2 × 98 seats at one time go to different students.

begin;

select pg_advisory_xact_lock(hashtext('slotboard demo school'));

-- Step: people
create temporary table large_zone (no integer primary key, time_zone text) on commit drop;

insert into large_zone
values
(0, 'Pacific/Auckland'), (1, 'Asia/Tokyo'), (2, 'Asia/Kolkata'), (3, 'Africa/Nairobi'), (4, 'Europe/Berlin'),
(5, 'Europe/London'), (6, 'America/Sao_Paulo'), (7, 'America/New_York'), (8, 'America/Denver'), (9, 'America/Vancouver');

-- teacher21 … teacher1000 and student51 … student5000; `place` counts within the zone.
create temporary table large_person (
    role text, no integer, zone integer, place integer, email text primary key, name text
) on commit drop;

insert into large_person
select
    role, no, (no - first) % 10, (no - first) / 10, role || no || '@demo.test',
    (array[
        'Alma', 'Bao', 'Carmen', 'Dmitri', 'Esra', 'Farid', 'Greta', 'Hamza', 'Ines', 'Joaquín', 'Keiko', 'Lwazi',
        'Marek', 'Nadia', 'Otto', 'Priya', 'Quentin', 'Rosa', 'Sanjay', 'Tove'
    ])[1 + no % 20]
    || ' ' || (array[
        'Abebe', 'Bauer', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'García', 'Horvat', 'Ibrahim', 'Jansen', 'Kovács',
        'Larsen', 'Mäkinen', 'Novak', 'Okeke', 'Petrov', 'Quinn', 'Rahman', 'Silva', 'Tanaka', 'Urbina', 'Vasquez',
        'Weber', 'Yamada', 'Zhang'
    ])[1 + no / 20 % 25]
from (values ('teacher', 21, 1000), ('student', 51, 5000)) as kind (role, first, last)
cross join lateral generate_series(first, last) as no
where not exists (
    select from person
    join school on school.id = person.school_id
    where school.slug = 'demo' and person.email = 'teacher21@demo.test'
);

insert into person (school_id, email, name, time_zone, password_hash)
select
    school.id, large.email, large.name, large_zone.time_zone,
    nullif(current_setting('slotboard.demo_password_hash', true), '')
from large_person as large
join large_zone on large_zone.no = large.zone
join school on school.slug = 'demo'
order by large.role, large.no;

create temporary table large_member (
    role text, zone integer, place integer, school_id bigint, person_id bigint, primary key (role, zone, place)
) on commit drop;

insert into large_member
select large.role, large.zone, large.place, school.id, person.id
from large_person as large
join school on school.slug = 'demo'
join person on person.school_id = school.id and person.email = large.email;

insert into person_role (school_id, person_id, role)
select school_id, person_id, role from large_member;

insert into teacher (school_id, person_id, name, subjects, languages, bio, time_zone)
select
    person.school_id, person.id, person.name,
    array[(array['Mathematics', 'Physics', 'English', 'French', 'Biology', 'History', 'Economics'])[1 + place % 7]],
    array['English'],
    'I teach eight lessons on every working day. I exist so that somebody can measure.',
    person.time_zone
from large_member as member
join person on person.school_id = member.school_id and person.id = member.person_id
where member.role = 'teacher'
order by person.id;

-- The times of each zone, eight to a working day: 820 before today and 200 from tomorrow on. Of the past ones the first
-- 200 are pairs, so that they make 1,020 bookings.
create temporary table large_time (
    zone integer, no integer, local_start timestamp, starts_at timestamptz, seats integer, past boolean
) on commit drop;

insert into large_time
with working_day as (
    select
        zone.no as zone, zone.time_zone, day, day < today as past,
        row_number() over (partition by zone.no, day < today order by abs(day - today)) as distance
    from large_zone as zone
    cross join lateral (select (now() at time zone zone.time_zone)::date as today) as clock
    cross join lateral generate_series(-160, 50) as ahead
    cross join lateral (select today + ahead as day) as calendar
    where extract(isodow from day) < 6 and ahead <> 0
),
lesson as (
    select
        zone, time_zone, past, day + time '11:00' + hour * interval '1 hour' as local_start,
        row_number() over (partition by zone, past order by distance, hour) as no
    from working_day
    cross join generate_series(0, 7) as hour
)
select zone, no, local_start, local_start at time zone time_zone, case when past and no <= 200 then 2 else 1 end, past
from lesson
where no <= case when past then 820 else 200 end;

-- One new version of each new board, and the slots that carry it. The past ones are full.
create temporary table large_board (
    school_id bigint, teacher_id bigint primary key, zone integer, place integer, version bigint
) on commit drop;

with raised as (
    update board
    set version = version + 1, changed_at = clock_timestamp()
    from teacher
    join large_member as member on member.person_id = teacher.person_id and member.role = 'teacher'
    where board.school_id = teacher.school_id and board.teacher_id = teacher.id
    returning board.school_id, board.teacher_id, member.zone, member.place, board.version
)
insert into large_board
select school_id, teacher_id, zone, place, version from raised;

-- Without statistics of what this transaction has made the planner joins row by row.
analyze large_member;
analyze large_board;
analyze large_time;

-- Step: a million slots
insert into slot (school_id, teacher_id, during, time_zone, local_start, capacity, seats_booked, version, created_at)
select
    board.school_id, board.teacher_id, tstzrange(starts_at, starts_at + interval '45 minutes'), large_zone.time_zone,
    local_start, seats, case when past then seats else 0 end, board.version, starts_at - interval '60 days'
from large_board as board
join large_zone on large_zone.no = board.zone
join large_time on large_time.zone = board.zone
order by board.teacher_id, starts_at;

analyze slot;

-- Step: a million bookings
insert into booking (school_id, slot_id, student_id, during, policy_version, created_at)
select
    slot.school_id, slot.id, student.person_id, slot.during, policy.version, lower(slot.during) - interval '5 days'
from large_board as board
join slot on slot.school_id = board.school_id and slot.teacher_id = board.teacher_id
join large_time as lesson on lesson.zone = board.zone and lesson.local_start = slot.local_start and lesson.past
cross join lateral generate_series(0, lesson.seats - 1) as seat
join large_member as student
    on student.role = 'student'
    and student.zone = board.zone
    and student.place = (2 * board.place + seat + 7 * lesson.no) % 495
join policy on policy.school_id = slot.school_id and policy.version = 1
order by slot.id, seat;

analyze booking;

-- Step: their history
select make_history_partitions(6, now() - interval '6 months');

insert into booking_event (school_id, at, booking_id, kind, actor_id)
select booking.school_id, booking.created_at, booking.id, 'booked', booking.student_id
from large_board as board
join slot on slot.school_id = board.school_id and slot.teacher_id = board.teacher_id
join booking on booking.school_id = slot.school_id and booking.slot_id = slot.id;

commit;

analyze person, teacher, board, slot, booking, booking_event;
