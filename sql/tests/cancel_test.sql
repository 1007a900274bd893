-- cancel_booking: by its student or its teacher, until it starts.
begin;
select no_plan();

select new_school() as school \gset
select
    new_teacher(:school) as teacher, new_teacher(:school) as other_teacher, new_person(:school) as ann,
    new_person(:school) as ben \gset
select new_slot(:school, :teacher) as slot, new_slot(:school, :teacher, '2 days') as second_slot \gset
select booking_id as booking from book_slot(:school, :ann, :slot, null, null, null) \gset
select booking_id as second_booking from book_slot(:school, :ann, :second_slot, null, null, null) \gset
select version_of(:school, :teacher) as before, person_of(:school, :teacher) as teacher_person \gset

select is(
    (select outcome from cancel_booking(:school, :ben, :booking, null)),
    'not_found',
    'another student finds no such booking'
);
select is(
    (select outcome from cancel_booking(:school, person_of(:school, :other_teacher), :booking, null)),
    'not_found',
    'nor does another teacher'
);
select is((select outcome from cancel_booking(:school, :ann, 0, null)), 'not_found', 'nor is there an unknown one');
select is(
    (select outcome from cancel_booking(new_school(), :ann, :booking, null)),
    'not_found',
    'nor one of another school'
);
select results_eq(
    format(
        'select outcome, booking_id, cancelled_by, reason, changed, seats_booked, version from cancel_booking(%s, %s, %s, ''ill'')',
        :school,
        :ann,
        :booking
    ),
    format($$ values ('cancelled', %s::bigint, %s::bigint, 'ill', true, 0, %s::bigint) $$, :booking, :ann, :before + 1),
    'its student can cancel, with a reason'
);
select results_eq(
    format('select kind, actor_id from booking_event where booking_id = %s and kind <> ''booked''', :booking),
    format($$ values ('cancelled', %s::bigint) $$, :ann),
    'history knows who'
);
select results_eq(
    format(
        'select outcome, cancelled_by, reason, changed from cancel_booking(%s, %s, %s, ''again'')',
        :school,
        :teacher_person,
        :booking
    ),
    format($$ values ('unchanged', %s::bigint, 'ill', false) $$, :ann),
    'cancelled again it stays as it was'
);
select is(
    (select outcome from book_slot(:school, :ben, :slot, null, null, null)),
    'booked',
    'the seat is free for another'
);
select is(
    (select outcome from cancel_booking(:school, :teacher_person, :second_booking, 'ill')),
    'cancelled',
    'its teacher can cancel too'
);

select new_slot(:school, :teacher, '-10 minutes') as begun_slot \gset
update slot set seats_booked = 1 where id = :begun_slot;
insert into booking (school_id, slot_id, student_id, during, policy_version)
select school_id, id, :ann, during, 1 from slot where id = :begun_slot
returning id as begun \gset
select is(
    (select outcome from cancel_booking(:school, :ann, :begun, null)),
    'slot_started',
    'a lesson that began cannot be cancelled'
);
select is(
    (select outcome from cancel_booking(:school, :teacher_person, :begun, null)),
    'slot_started',
    'by its teacher neither'
);

insert into policy (school_id, version, cutoff_minutes) values (:school, 2, 600);
select booking_id as soon from book_slot(:school, :ann, new_slot(:school, :other_teacher, '9 hours'), null, null, null) \gset
insert into policy (school_id, version, cutoff_minutes) values (:school, 3, 0);
select is(
    (select outcome from cancel_booking(:school, :ann, :soon, null)),
    'too_late',
    'a student cannot cancel within the cutoff the booking was made under'
);
select is(
    (select outcome from cancel_booking(:school, person_of(:school, :other_teacher), :soon, null)),
    'cancelled',
    'a teacher can'
);
select is_empty('select * from integrity_report()', 'nothing is broken');

select * from finish();
rollback;
