-- move_booking: to any open slot of the school, in one transaction.
begin;
select no_plan();

select new_school() as school \gset
select
    new_teacher(:school) as teacher, new_teacher(:school) as other_teacher, new_person(:school) as ann,
    new_person(:school) as ben \gset
select
    new_slot(:school, :teacher) as slot, new_slot(:school, :other_teacher, '2 days') as target,
    new_slot(:school, :teacher, '3 days') as full_slot \gset
select booking_id as booking from book_slot(:school, :ann, :slot, 'note', null, null) \gset
select book_slot(:school, :ben, :full_slot, null, null, null) \gset ignored_
select version_of(:school, :teacher) as before, version_of(:school, :other_teacher) as other_before \gset

select is(
    (select outcome from move_booking(:school, :ben, :booking, :target)),
    'not_found',
    'another student finds no such booking'
);
select is((select outcome from move_booking(:school, :ann, 0, :target)), 'not_found', 'nor is there an unknown one');
select is(
    (select outcome from move_booking(:school, :ann, :booking, 0)),
    'no_such_slot',
    'it cannot go to an unknown slot'
);
select is((select outcome from move_booking(:school, :ann, :booking, :full_slot)), 'slot_taken', 'nor to a taken one');
select is(
    (select outcome from move_booking(:school, :ann, :booking, new_slot(:school, :other_teacher, '-10 minutes'))),
    'slot_started',
    'nor to one that began'
);
select is(
    (select outcome from move_booking(:school, :ann, :booking, new_slot(:school, :other_teacher, '401 days'))),
    'too_far',
    'nor beyond the horizon'
);
select
    new_slot(:school, :other_teacher, '4 days') as withdrawn, new_slot(:school, :other_teacher, '5 days') as held \gset
select withdraw_slots(:school, :other_teacher, array[:withdrawn]), hold_slot(:school, :ben, :held) \gset ignored_
select is(
    (select outcome from move_booking(:school, :ann, :booking, :withdrawn)),
    'slot_withdrawn',
    'nor to a withdrawn one'
);
select is(
    (select outcome from move_booking(:school, :ann, :booking, :held)),
    'slot_taken',
    'nor to one that another holds'
);
select is(
    (select outcome from move_booking(:school, :ann, :booking, :slot)),
    'unchanged',
    'where it is, it stays unchanged'
);
select is(version_of(:school, :teacher), :before::bigint, 'none of these raises the version');

select hold_slot(:school, :ann, :target) \gset ignored_
select version_of(:school, :other_teacher) as other_before \gset
select results_eq(
    format(
        $$
            select
                outcome, booking_id, booking_slot_id, booking_teacher_id, note, slot_id, seats_booked, seats_held, changed,
                version
            from move_booking(%s, %s, %s, %s)
        $$,
        :school,
        :ann,
        :booking,
        :target
    ),
    format(
        $$
            values
            ('moved', %1$s::bigint, %2$s::bigint, %3$s::bigint, 'note', %2$s::bigint, 1, 0, true, %4$s::bigint),
            ('moved', %1$s, %2$s, %3$s, 'note', %5$s, 0, 0, true, %6$s)
        $$, :booking, :target, :other_teacher, :other_before + 1, :slot, :before + 1
    ),
    'a booking moves to a slot that its student holds, and both boards hear of it'
);
select results_eq(
    format('select kind, actor_id, detail from booking_event where booking_id = %s and kind <> ''booked''', :booking),
    format($$ values ('moved', %s::bigint, '{"slot_id": %s, "from_slot_id": %s}'::jsonb) $$, :ann, :target, :slot),
    'history knows from where to where'
);
select is((select outcome from book_slot(:school, :ben, :slot, null, null, null)), 'booked', 'the old place is free');

select new_slot(:school, :teacher, '6 days') as same_day \gset
select new_slot(:school, :other_teacher, '6 days 30 minutes') as half_later \gset
select count(*) from move_booking(:school, :ann, :booking, :same_day) \gset ignored_
select is(
    (select array_agg(outcome) from move_booking(:school, :ann, :booking, :half_later)),
    '{moved,moved}',
    'it may move to a time that it overlaps itself'
);
select booking_id as second_booking from book_slot(:school, :ann, new_slot(:school, :teacher, '8 days'), null, null, null) \gset
select is(
    (select outcome from move_booking(:school, :ann, :second_booking, :same_day)),
    'student_busy',
    'but not over another lesson of the student'
);

insert into policy (school_id, version, notice_minutes, cutoff_minutes) values (:school, 2, 600, 600);
select is(
    (select outcome from move_booking(:school, :ann, :booking, new_slot(:school, :teacher, '9 hours'))),
    'too_late',
    'nor into the notice'
);
select booking_id as soon from book_slot(:school, :ann, new_slot(:school, :teacher, '11 hours'), null, null, null) \gset
insert into policy (school_id, version, cutoff_minutes) values (:school, 3, 0);
update policy set cutoff_minutes = 720 where school_id = :school and version = 2;
select is(
    (select outcome from move_booking(:school, :ann, :soon, new_slot(:school, :teacher, '20 days'))),
    'too_late',
    'nor away within the cutoff it was made under'
);
select cancel_booking(:school, :ann, :booking, null) \gset ignored_
select is(
    (select outcome from move_booking(:school, :ann, :booking, :same_day)),
    'booking_cancelled',
    'nor once it is cancelled'
);
select new_slot(:school, :teacher, '-10 minutes') as begun_slot \gset
update slot set seats_booked = 1 where id = :begun_slot;
insert into booking (school_id, slot_id, student_id, during, policy_version)
select school_id, id, :ann, during, 1 from slot where id = :begun_slot
returning id as begun \gset
select is((select outcome from move_booking(:school, :ann, :begun, :same_day)), 'slot_started', 'nor once it began');
select is_empty('select * from integrity_report()', 'nothing is broken');

select * from finish();
rollback;
