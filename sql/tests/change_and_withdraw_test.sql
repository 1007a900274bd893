-- change_slot, withdraw_slots, sweep_holds.
begin;
select no_plan();

select new_school() as school \gset
select
    new_teacher(:school) as teacher, new_teacher(:school) as other_teacher, new_person(:school) as ann,
    new_person(:school) as ben \gset
select
    new_slot(:school, :teacher) as slot, new_slot(:school, :teacher, '2 days') as second_slot,
    new_slot(:school, :teacher, '3 days') as third_slot \gset
select version_of(:school, :teacher) as before \gset

-- change_slot
select results_eq(
    format(
        'select outcome, capacity, changed, version from change_slot(%s, %s, %s, 3, false, null, false, null)',
        :school,
        :teacher,
        :slot
    ),
    format($$ values ('changed', 3, true, %s::bigint) $$, :before + 1),
    'another capacity is a new version'
);
select results_eq(
    format(
        'select outcome, capacity, changed, version from change_slot(%s, %s, %s, null, true, ''Attic'', true, ''bring paper'')',
        :school,
        :teacher,
        :slot
    ),
    format($$ values ('changed', 3, false, %s::bigint) $$, :before + 1),
    'another place or note is not on the board'
);
select results_eq(
    format('select place, note from slot where id = %s', :slot),
    $$ values ('Attic', 'bring paper') $$,
    'but is kept'
);
select is(
    (select outcome from change_slot(:school, :teacher, :slot, 3, true, 'Attic', false, 'ignored')),
    'unchanged',
    'the same again changes nothing'
);
select change_slot(:school, :teacher, :slot, null, true, null, false, null) \gset ignored_
select results_eq(
    format('select place, note from slot where id = %s', :slot),
    $$ values (null, 'bring paper') $$,
    'a place can be taken back'
);
select book_slot(:school, :ann, :slot, null, null, null), hold_slot(:school, :ben, :slot) \gset ignored_
select is(
    (select outcome from change_slot(:school, :teacher, :slot, 1, false, null, false, null)),
    'slot_booked',
    'the capacity does not go below what is taken'
);
select is(
    (select outcome from change_slot(:school, :teacher, :slot, 2, false, null, false, null)),
    'changed',
    'down to it, it does'
);
select expire_holds(:school, :slot);
select is(
    (select outcome from change_slot(:school, :teacher, :slot, 1, false, null, false, null)),
    'changed',
    'an expired hold is not in the way'
);
select is(seats(:school, :slot), 'held 0, booked 1', 'and is let go');
select is(
    (select outcome from change_slot(:school, :other_teacher, :slot, 5, false, null, false, null)),
    'not_found',
    'another teacher finds no such slot'
);
select is(
    (select outcome from change_slot(:school, :teacher, new_slot(:school, :teacher, '-10 minutes'), 5, false, null, false, null)),
    'slot_started',
    'a slot that began is not changed'
);

-- withdraw_slots
select hold_slot(:school, :ben, :second_slot) \gset ignored_
select version_of(:school, :teacher) as before \gset
select is(
    (select array_agg(outcome) from withdraw_slots(:school, :teacher, array[:second_slot, :slot])),
    '{slot_booked}',
    'a booked slot stands in the way of all'
);
select is(
    (select array_agg(outcome) from withdraw_slots(:school, :teacher, array[:second_slot, 0])),
    '{not_found}',
    'so does an unknown one'
);
select is(
    (select array_agg(outcome) from withdraw_slots(:school, :other_teacher, array[:second_slot])),
    '{not_found}',
    'or another teacher''s'
);
select is(version_of(:school, :teacher), :before::bigint, 'and nothing is withdrawn');
select results_eq(
    format(
        'select outcome, slot_id, withdrawn, seats_held, changed, version from withdraw_slots(%s, %s, array[%s, %s, %s])',
        :school,
        :teacher,
        :second_slot,
        :third_slot,
        :second_slot
    ),
    format(
        $$ values ('withdrawn', %1$s::bigint, true, 0, true, %3$s::bigint), ('withdrawn', %2$s, true, 0, true, %3$s) $$,
        :second_slot, :third_slot, :before + 1
    ),
    'slots are withdrawn together, as one version, and their holds let go'
);
select is_empty(format('select * from hold where slot_id = %s', :second_slot), 'the hold is gone');
select results_eq(
    format('select outcome, slot_id, changed from withdraw_slots(%s, %s, array[%s])', :school, :teacher, :second_slot),
    format($$ values ('unchanged', %s::bigint, false) $$, :second_slot),
    'withdrawn again it is unchanged'
);
select is(version_of(:school, :teacher), :before + 1::bigint, 'without a new version');
select is_empty(format('select * from withdraw_slots(%s, %s, ''{}'')', :school, :teacher), 'no slots, no answer');
select is(
    (select outcome from change_slot(:school, :teacher, :second_slot, 5, false, null, false, null)),
    'slot_withdrawn',
    'a withdrawn slot is not changed'
);
select lives_ok(
    format(
        $$
            insert into slot (school_id, teacher_id, during, time_zone, local_start, version)
            select school_id, teacher_id, during, time_zone, local_start, 1 from slot where id = %s
        $$,
        :second_slot
    ),
    'its time is free for another slot'
);

-- sweep_holds
select
    new_slot(:school, :teacher, '4 days', 2) as big, new_slot(:school, :teacher, '5 days') as single,
    new_slot(:school, :other_teacher, '6 days') as others, new_person(:school) as cy, new_person(:school) as dan \gset
select
    hold_slot(:school, :ann, :big), hold_slot(:school, :cy, :single), hold_slot(:school, :dan, :others) \gset ignored_
select is_empty(format('select * from sweep_holds(%s, %s)', :school, :teacher), 'live holds are not swept');
select expire_holds(:school, :big), expire_holds(:school, :single), expire_holds(:school, :others);
select hold_slot(:school, :ben, :big) \gset ignored_
select is(seats(:school, :big), 'held 1, booked 0, until then', 'who holds beside an expired hold sweeps it himself');
select version_of(:school, :teacher) as before \gset
select results_eq(
    format(
        'select outcome, slot_id, seats_held, held_until, changed, version from sweep_holds(%s, %s)',
        :school,
        :teacher
    ),
    format($$ values ('swept', %s::bigint, 0, null::bigint, true, %s::bigint) $$, :single, :before + 1),
    'a sweep lets the expired holds of one teacher go'
);
select is(seats(:school, :others), 'held 1, booked 0, until then', 'and of no other');
select is_empty(format('select * from sweep_holds(%s, %s)', :school, :teacher), 'then there is nothing more to sweep');
select is_empty('select * from integrity_report()', 'nothing is broken');

select * from finish();
rollback;
