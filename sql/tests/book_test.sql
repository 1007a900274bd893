-- book_slot: with or without a hold, once per key.
begin;
select no_plan();

select new_school() as school \gset
select
    new_teacher(:school) as teacher, new_teacher(:school) as other_teacher, new_person(:school) as ann,
    new_person(:school) as ben \gset
select new_slot(:school, :teacher) as slot \gset

select version_of(:school, :teacher) as before \gset
select results_eq(
    format(
        $$
            select
                outcome, booking_slot_id, booking_teacher_id, student_id, note, place, cancelled_at, changed, slot_id, seats_booked,
                version
            from book_slot(%s, %s, %s, 'please', 'key', '\x01')
        $$, :school, :ann, :slot
    ),
    format(
        $$ values ('booked', %1$s::bigint, %2$s::bigint, %3$s::bigint, 'please', 'Room 1', null::bigint, true, %1$s::bigint, 1, %4$s::bigint) $$,
        :slot, :teacher, :ann, :before + 1
    ),
    'a free slot can be booked, and the answer says all of it'
);
select id as booking from booking where slot_id = :slot \gset
select results_eq(
    format('select kind, actor_id, detail from booking_event where booking_id = %s', :booking),
    format($$ values ('booked', %s::bigint, '{"slot_id": %s}'::jsonb) $$, :ann, :slot),
    'history knows it'
);
select results_eq(
    format(
        $$ select outcome, booking_id, changed, version from book_slot(%s, %s, %s, 'please', 'key', '\x01') $$,
        :school,
        :ann,
        :slot
    ),
    format($$ values ('replay', %s::bigint, false, %s::bigint) $$, :booking, :before + 1),
    'the same key is answered with the same booking'
);
select is(
    (select outcome from book_slot(:school, :ann, :slot, 'please', 'key', '\x02')),
    'key_reused',
    'with another request it is refused'
);
select is(
    (select outcome from book_slot(:school, :ben, :slot, null, 'key', '\x01')),
    'slot_taken',
    'another student''s equal key is another key'
);
select is(
    (select outcome from book_slot(:school, :ann, new_slot(:school, :other_teacher), null, 'k2', '\x01')),
    'student_busy',
    'nobody is in two lessons at once'
);
select is(version_of(:school, :teacher), :before + 1::bigint, 'none of these raises the version');
select is_empty(
    format('select * from idempotency_key where key = ''k2'' and person_id = %s', :ann),
    'a refusal leaves no key'
);
select cancel_booking(:school, :ann, :booking, null) \gset ignored_
select isnt(
    (select cancelled_at from book_slot(:school, :ann, :slot, 'please', 'key', '\x01')),
    null,
    'a replay answers the booking as it is now'
);

select is(
    (select outcome from book_slot(:school, :ann, 0, null, 'k3', '\x01')),
    'not_found',
    'an unknown slot is not found'
);
select is(
    (select outcome from book_slot(:school, 0, :slot, null, 'k3', '\x01')),
    'not_found',
    'nor an unknown student'
);
select is(
    (select outcome from book_slot(new_school(), :ann, :slot, null, 'k3', '\x01')),
    'not_found',
    'nor a slot of another school'
);
select is(
    (select outcome from book_slot(:school, :ann, new_slot(:school, :teacher, '-10 minutes'), null, null, null)),
    'slot_started',
    'a slot that began cannot be booked'
);
select is(
    (select outcome from book_slot(:school, :ann, new_slot(:school, :teacher, '401 days'), null, null, null)),
    'too_far',
    'nor one beyond the horizon'
);
select new_slot(:school, :teacher, '8 days') as withdrawn \gset
select withdraw_slots(:school, :teacher, array[:withdrawn]) \gset ignored_
select is(
    (select outcome from book_slot(:school, :ann, :withdrawn, null, null, null)),
    'slot_withdrawn',
    'nor one that was withdrawn'
);

-- Holds
select new_slot(:school, :teacher, '3 days') as held \gset
select hold_slot(:school, :ann, :held) \gset ignored_
select is(
    (select outcome from book_slot(:school, :ben, :held, null, null, null)),
    'slot_taken',
    'a slot held by another is taken'
);
select is(
    (select outcome from book_slot(:school, :ann, :held, null, null, null)),
    'booked',
    'one''s own hold becomes a booking'
);
select is(seats(:school, :held), 'held 0, booked 1', 'and is gone');
select new_slot(:school, :teacher, '4 days') as expired \gset
select hold_slot(:school, :ann, :expired) \gset ignored_
select expire_holds(:school, :expired);
select is(
    (select outcome from book_slot(:school, :ben, :expired, null, null, null)),
    'booked',
    'an expired hold is taken over'
);
select is(seats(:school, :expired), 'held 0, booked 1', 'and is gone too');
select is(
    (select outcome from book_slot(:school, :ann, :expired, null, null, null)),
    'slot_taken',
    'so that its student comes too late'
);
select new_slot(:school, :teacher, '5 days') as mine \gset
select hold_slot(:school, :ann, :mine) \gset ignored_
select expire_holds(:school, :mine);
select is(
    (select outcome from book_slot(:school, :ann, :mine, null, null, null)),
    'booked',
    'one''s own expired hold still gives the seat while nobody took it'
);
select new_slot(:school, :teacher, '6 days', 3) as big \gset
select hold_slot(:school, :ann, :big) \gset ignored_
select is(
    (select outcome from book_slot(:school, :ben, :big, null, null, null)),
    'booked',
    'a seat beside a hold can be booked'
);
select is(seats(:school, :big), 'held 1, booked 1, until then', 'and the hold stays');

insert into policy (school_id, version, notice_minutes) values (:school, 2, 600);
select is(
    (select outcome from book_slot(:school, :ann, new_slot(:school, :teacher, '9 hours'), null, null, null)),
    'too_late',
    'nobody books within the notice'
);
select book_slot(:school, :ann, new_slot(:school, :teacher, '11 hours'), null, null, null) \gset ignored_
select is(max(policy_version), 2, 'a booking keeps the policy it was made under') from booking where student_id = :ann;
select is_empty('select * from integrity_report()', 'nothing is broken');

select * from finish();
rollback;
