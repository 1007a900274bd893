-- hold_slot and release_hold.
begin;
select no_plan();

select new_school() as school \gset
select
    new_teacher(:school) as teacher, new_teacher(:school) as other_teacher, new_person(:school) as ann,
    new_person(:school) as ben \gset
select
    new_slot(:school, :teacher) as slot, new_slot(:school, :teacher, '2 days') as later,
    new_slot(:school, :other_teacher, '3 days') as elsewhere \gset

select version_of(:school, :teacher) as before \gset
select outcome, changed, slot_id, expires_at, held_until, version, booking_id from hold_slot(:school, :ann, :slot) \gset
select is(:'outcome'::text, 'held', 'a free slot can be held');
select ok(:'changed', 'which is published');
select is(:version, :before + 1, 'as the next version of the board');
select is(:expires_at, :held_until, 'the slot says until when');
select ok(
    :expires_at between unix_seconds(clock_timestamp()) + 295 and unix_seconds(clock_timestamp()) + 302,
    'which is after the seconds of the policy'
);
select is(seats(:school, :slot), 'held 1, booked 0, until then', 'its seat is counted');

select is((select array[outcome, expires_at::text, changed::text] from hold_slot(:school, :ann, :slot)),
    array['kept', :'expires_at', 'false'], 'held again, the expiry stays and nothing is published');
select is((select outcome from hold_slot(:school, :ben, :slot)), 'slot_taken', 'nobody else can hold it');
select is(version_of(:school, :teacher), :before + 1::bigint, 'neither raises the version');

select results_eq(
    format('select outcome, slot_id, seats_held, changed from hold_slot(%s, %s, %s)', :school, :ann, :elsewhere),
    format($$ values ('held', %s::bigint, 1, true), ('held', %s, 0, true) $$, :elsewhere, :slot),
    'a new hold lets the old one go, on another board too'
);
select is(version_of(:school, :teacher), :before + 2::bigint, 'and both boards hear of it');
select is(count(*), 1::bigint, 'a student has one hold') from hold where student_id = :ann;

select is((select outcome from hold_slot(:school, :ben, :slot)), 'held', 'what was let go can be held');
select expire_holds(:school, :slot);
select is(
    (select outcome from hold_slot(:school, :ann, :slot) where slot_id = :slot),
    'held',
    'an expired hold is in nobody''s way'
);
select is(seats(:school, :slot), 'held 1, booked 0, until then', 'and is taken over');
select is_empty(format('select * from hold where student_id = %s', :ben), 'so that its student has it no more');
select expire_holds(:school, :slot);
select is((select outcome from hold_slot(:school, :ann, :slot)), 'held', 'one''s own expired hold can be had anew');

select is((select outcome from hold_slot(:school, :ann, 0)), 'not_found', 'an unknown slot is not found');
select is((select outcome from hold_slot(:school, 0, :later)), 'not_found', 'nor an unknown student');
select is((select outcome from hold_slot(new_school(), :ann, :later)), 'not_found', 'nor a slot of another school');
select is(
    (select outcome from hold_slot(:school, :ann, new_slot(:school, :teacher, '-10 minutes'))),
    'slot_started',
    'a slot that began cannot be held'
);
select outcome from withdraw_slots(:school, :teacher, array[:later]) \gset
select is((select outcome from hold_slot(:school, :ann, :later)), 'slot_withdrawn', 'nor one that was withdrawn');
select is(
    (select outcome from hold_slot(:school, :ann, new_slot(:school, :teacher, '401 days'))),
    'too_far',
    'nor one beyond the horizon'
);
select is(
    (select outcome from book_slot(:school, :ben, :slot, null, null, null)),
    'slot_taken',
    'a held slot is not for others to book'
);
select is((select outcome from book_slot(:school, :ann, :slot, null, null, null)), 'booked', 'but for who holds it');
select is(
    (select outcome from hold_slot(:school, :ann, new_slot(:school, :other_teacher))),
    'student_busy',
    'who has a lesson then cannot hold another slot'
);
insert into policy (school_id, version, notice_minutes) values (:school, 2, 600);
select is(
    (select outcome from hold_slot(:school, :ann, new_slot(:school, :teacher, '9 hours'))),
    'too_late',
    'nor can anybody within the notice'
);

select new_slot(:school, :teacher, '5 days', 3) as big \gset
select hold_slot(:school, :ann, :big), hold_slot(:school, :ben, :big) \gset ignored_
select is(seats(:school, :big), 'held 2, booked 0, until then', 'a slot of three seats can be held by two');
select results_eq(
    format('select outcome, seats_held, changed from release_hold(%s, %s, %s)', :school, :ann, :big),
    $$ values ('released', 1, true) $$,
    'a hold can be let go'
);
select version_of(:school, :teacher) as before \gset
select is((select outcome from release_hold(:school, :ann, :big)), 'none', 'and then there is none');
select is((select outcome from release_hold(:school, :ann, 0)), 'none', 'nor on an unknown slot');
select is(version_of(:school, :teacher), :before::bigint, 'which raises no version');
select is_empty('select * from integrity_report()', 'nothing is broken');

select * from finish();
rollback;
