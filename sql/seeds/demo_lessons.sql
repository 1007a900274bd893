-- The lessons of the demo school, from three weeks ago to five weeks ahead, about half of them taken; after
-- demo_people.sql.
--
-- Loading again adds the days that are missing at the far end and touches nothing that is there: a day on which a
-- teacher has any slot, withdrawn ones included, is left alone. Nothing is random: what happens on a day follows from
-- the teacher and the date.

begin;

select pg_advisory_xact_lock(hashtext('slotboard demo school'));

-- A number below `choices` that follows from the text alone.
create or replace function pg_temp.pick(what text, choices integer) returns integer
language sql immutable
return ('x' || left(md5(what), 7))::bit(28)::integer % choices;

-- When each of them teaches: on these days of the week (1 is Monday), one lesson after the other with a pause between.
create temporary table demo_hours (
    no integer, days integer[], opens time, closes time, minutes integer, pause integer, seats integer
) on commit drop;

insert into demo_hours
values
(1, '{2,3,5}', '14:00', '19:00', 60, 0, 1), (1, '{6}', '09:00', '12:00', 60, 0, 1),
(2, '{1,3,4}', '15:00', '18:45', 45, 15, 1), (2, '{6}', '09:00', '11:45', 45, 15, 1),
(3, '{1,2,4}', '14:00', '18:00', 60, 0, 1), (3, '{6}', '10:00', '12:00', 60, 0, 1),
(4, '{1,2,3,4,5}', '16:00', '18:30', 30, 0, 1), (4, '{6}', '09:00', '11:00', 30, 0, 1),
(5, '{1,3,5}', '14:30', '18:30', 60, 0, 1), (5, '{6}', '09:30', '12:30', 60, 0, 1),
(6, '{1,2,4,5}', '16:00', '19:45', 45, 15, 1), (6, '{6}', '10:00', '12:45', 45, 15, 1),
(7, '{1,2,4}', '14:00', '18:00', 45, 15, 1), (7, '{3}', '14:00', '16:00', 30, 0, 1),
(7, '{6}', '09:00', '12:00', 60, 0, 1),
(8, '{1,2,3,4,5}', '13:00', '15:30', 30, 0, 1), (8, '{6}', '09:00', '11:00', 30, 0, 1),
(9, '{2,3,5}', '15:00', '19:00', 60, 0, 1), (9, '{6}', '09:00', '11:30', 30, 0, 1),
(10, '{1,3,4}', '15:00', '18:45', 45, 15, 1), (10, '{6}', '10:00', '12:00', 60, 0, 1),
(11, '{1,2,4,5}', '15:00', '18:00', 60, 0, 1), (11, '{6}', '10:00', '12:00', 60, 0, 1),
(12, '{2,4}', '15:00', '18:45', 45, 15, 1), (12, '{6}', '08:30', '11:15', 45, 15, 1),
(13, '{1,3,5}', '14:00', '17:00', 60, 0, 1), (13, '{2,4}', '17:00', '18:30', 30, 0, 1),
(13, '{6}', '10:00', '12:00', 30, 0, 1),
(14, '{1,2,3,4}', '16:00', '19:00', 60, 0, 1), (14, '{6}', '09:00', '12:00', 60, 0, 1),
(15, '{3,5}', '14:00', '17:00', 60, 0, 1), (15, '{6}', '10:00', '12:00', 60, 0, 1),
(16, '{1,2,3,4,5}', '15:00', '17:30', 30, 0, 1), (16, '{6}', '09:00', '11:45', 45, 15, 1),
(17, '{1,2,4}', '15:00', '18:00', 45, 15, 1), (17, '{5}', '15:00', '17:00', 30, 0, 1),
(17, '{6}', '09:00', '12:00', 30, 0, 1),
(18, '{2,4}', '16:00', '18:15', 60, 15, 6), (18, '{6}', '10:00', '12:15', 60, 15, 6),
(19, '{1,2,3,4,5}', '16:00', '19:00', 60, 0, 1), (19, '{6}', '10:00', '12:00', 60, 0, 1);

-- Every lesson of the days that are missing, and how many of its seats are taken: most in the past, fewer further ahead.
-- Teacher 18 has groups with seats left, 19 is fully booked, 20 has no times; the others keep the first lesson of each
-- coming Saturday open, so that any seven days have an opening of theirs.
create temporary table demo_lesson (
    no integer, school_id bigint, teacher_id bigint, local_start timestamp, time_zone text, during tstzrange,
    capacity integer, taken integer, about text
) on commit drop;

insert into demo_lesson
select
    hours.no, teacher.school_id, teacher.id, local_start, teacher.time_zone,
    tstzrange(starts_at, starts_at + hours.minutes * interval '1 minute'),
    hours.seats,
    case
        when hours.no = 19 then hours.seats
        when extract(isodow from day) = 6 and ahead > 0 and local_start::time = hours.opens then 0
        when hours.seats > 1 then 1 + pg_temp.pick(about, hours.seats - 1)
        when pg_temp.pick(about, 100) < chance then 1
        else 0
    end,
    about
from demo_hours as hours
join school on school.slug = 'demo'
join person on person.school_id = school.id and person.email = 'teacher' || hours.no || '@demo.test'
join teacher on teacher.school_id = school.id and teacher.person_id = person.id
cross join lateral (select (now() at time zone teacher.time_zone)::date as today) as clock
cross join lateral generate_series(-21, 35) as ahead
cross join lateral (select today + ahead as day) as calendar
cross join lateral generate_series(
    day + hours.opens,
    day + hours.closes - hours.minutes * interval '1 minute',
    (hours.minutes + hours.pause) * interval '1 minute'
) as local_start
cross join lateral (
    select
        local_start at time zone teacher.time_zone as starts_at,
        format('%s %s', hours.no, local_start) as about,
        case when ahead < 0 then 75 when ahead < 7 then 55 when ahead < 21 then 45 else 30 end as chance
) as lesson
where
    extract(isodow from day) = any (hours.days)
    and not exists (
        select from slot
        where slot.school_id = teacher.school_id and slot.teacher_id = teacher.id and slot.local_start::date = day
    );

-- Who sits in them.
create temporary table demo_seat (
    teacher_id bigint, local_start timestamp, student_id bigint, booked_at timestamptz, note text
) on commit drop;

-- student1 has had three lessons: one in each of the last weeks, with teachers whose afternoons are alike.
insert into demo_seat
select distinct on (wish.no)
    lesson.teacher_id, lesson.local_start, student.id, lower(lesson.during) - interval '3 days', null
from (values (7, -19, -15), (3, -12, -8), (14, -6, -2)) as wish (no, earliest, latest)
join demo_lesson as lesson
    on lesson.no = wish.no
    and lesson.local_start::date - (now() at time zone lesson.time_zone)::date between earliest and latest
join person as student on student.school_id = lesson.school_id and student.email = 'student1@demo.test'
where not exists (
    select from booking
    where booking.school_id = student.school_id and booking.student_id = student.id
)
order by wish.no, md5(lesson.about);

-- The other seats go to the learners. Each teacher has ten of their own, who therefore are never in two lessons at once.
insert into demo_seat
select
    lesson.teacher_id, lesson.local_start, learner.id,
    least(
        lower(lesson.during) - interval '1 day' * (2 + pg_temp.pick('days ' || about, 12)),
        now() - interval '1 minute' * (10 + pg_temp.pick('minutes ' || about, 6000))
    ),
    case pg_temp.pick('note ' || about, 12)
        when 0 then 'Could we go through last week''s test?'
        when 1 then 'I have an exam on Monday.'
        when 2 then 'Please speak slowly with me, I am a beginner.'
    end
from demo_lesson as lesson
cross join lateral generate_series(1, lesson.taken) as seat
join person as learner
    on learner.school_id = lesson.school_id
    and learner.email = format(
        'learner%s@demo.test',
        10 * (lesson.no - 1) + 1 + (seat + pg_temp.pick('learner ' || about, 10)) % 10
    )
where (lesson.teacher_id, lesson.local_start) not in (select teacher_id, local_start from demo_seat);

-- Boards first, in the order of their teachers: one new version each, which their new slots carry.
create temporary table demo_board (school_id bigint, teacher_id bigint, version bigint) on commit drop;

with locked as (
    select school_id, teacher_id
    from board
    where (school_id, teacher_id) in (select school_id, teacher_id from demo_lesson)
    order by teacher_id
    for no key update
),
raised as (
    update board
    set version = version + 1, changed_at = clock_timestamp()
    from locked
    where board.school_id = locked.school_id and board.teacher_id = locked.teacher_id
    returning board.school_id, board.teacher_id, board.version
)
insert into demo_board
select school_id, teacher_id, version from raised;

create temporary table demo_slot (
    school_id bigint, id bigint, teacher_id bigint, local_start timestamp, during tstzrange
) on commit drop;

with made as (
    insert into slot (
        school_id, teacher_id, during, time_zone, local_start, capacity, seats_held, seats_booked, version, created_at
    )
    select
        lesson.school_id, lesson.teacher_id, lesson.during, lesson.time_zone, lesson.local_start, lesson.capacity,
        0, (
            select count(*) from demo_seat
            where demo_seat.teacher_id = lesson.teacher_id and demo_seat.local_start = lesson.local_start
        ),
        board.version, lower(lesson.during) - interval '40 days'
    from demo_lesson as lesson
    join demo_board as board on board.teacher_id = lesson.teacher_id
    order by lesson.teacher_id, lesson.during
    on conflict on constraint slot_overlap do nothing
    returning school_id, id, teacher_id, local_start, during
)
insert into demo_slot
select school_id, id, teacher_id, local_start, during from made;

with made as (
    insert into booking (school_id, slot_id, student_id, during, policy_version, note, created_at)
    select
        slot.school_id, slot.id, seat.student_id, slot.during,
        (select max(version) from policy where policy.school_id = slot.school_id),
        seat.note, seat.booked_at
    from demo_slot as slot
    join demo_seat as seat on seat.teacher_id = slot.teacher_id and seat.local_start = slot.local_start
    order by slot.id, seat.student_id
    returning school_id, id, student_id, created_at
)
insert into booking_event (school_id, at, booking_id, kind, actor_id, detail)
select school_id, created_at, id, 'booked', student_id, '{}' from made;

-- Two lessons are coming for student1, and a third was cancelled by its teacher, unless something is coming already.
do $$
declare
    demo bigint := (select id from school where slug = 'demo');
    student bigint := (select id from person where school_id = demo and email = 'student1@demo.test');
    plan record;
    chosen record;
    booked record;
begin
    if exists (
        select from booking
        where school_id = demo and student_id = student and lower(during) > now()
    ) then
        return;
    end if;

    for plan in
        select teacher.id as teacher_id, teacher.person_id, wish.position = 3 as falls_ill
        from unnest(array[1, 5, 11]) with ordinality as wish (no, position)
        join person on person.school_id = demo and person.email = 'teacher' || wish.no || '@demo.test'
        join teacher on teacher.school_id = demo and teacher.person_id = person.id
        order by wish.position
    loop
        select slot.id into chosen
        from slot
        where
            slot.school_id = demo
            and slot.teacher_id = plan.teacher_id
            and slot.withdrawn_at is null
            and slot.seats_booked + slot.seats_held < slot.capacity
            and lower(slot.during) > now() + interval '1 day'
            and not exists (
                select from booking
                where booking.school_id = demo and booking.student_id = student and booking.during && slot.during
            )
        order by lower(slot.during)
        limit 1;
        continue when not found;

        select * into strict booked
        from book_slot(
            demo, student, chosen.id, null, 'demo ' || chosen.id, sha256(chosen.id::text::bytea)
        );
        if booked.outcome <> 'booked' then
            raise exception 'student1 could not book slot %: %', chosen.id, booked.outcome;
        end if;

        if plan.falls_ill then
            perform cancel_booking(
                demo, plan.person_id, booked.booking_id, 'I am ill and not fit to teach that day. Please choose another time.'
            );
            perform withdraw_slots(demo, plan.teacher_id, array[chosen.id]);
        end if;
    end loop;
end
$$;

commit;
