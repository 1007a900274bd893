-- Two sessions at once: the loser waits, gets a clear answer, and nobody is in a deadlock. Both sessions are the api's role;
-- what they write is committed, in schools of their own.
select no_plan();
select open_session('first'), open_session('second') \gset ignored_

select new_school() as school \gset
select
    new_teacher(:school) as teacher, new_teacher(:school) as other_teacher, new_person(:school) as ann,
    new_person(:school) as ben \gset
select person_of(:school, :teacher) as me \gset

-- One seat, two students
select new_slot(:school, :teacher) as slot \gset
select dblink_exec('first', 'begin') \gset ignored_
select is(
    outcome_in('first', format('book_slot(%s, %s, %s, null, ''a'', '''')', :school, :ann, :slot)),
    'booked',
    'the first of two books'
);
select send_until_blocked('second', format('book_slot(%s, %s, %s, null, ''b'', '''')', :school, :ben, :slot));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'slot_taken', 'the second waits and is told that the slot is taken');

-- One seat, the first gives up
select new_slot(:school, :teacher, '2 days') as slot \gset
select dblink_exec('first', 'begin') \gset ignored_
select outcome_in('first', format('book_slot(%s, %s, %s, null, ''c'', '''')', :school, :ann, :slot)) \gset ignored_
select send_until_blocked('second', format('book_slot(%s, %s, %s, null, ''c'', '''')', :school, :ben, :slot));
select dblink_exec('first', 'rollback') \gset ignored_
select is(awaited_outcome('second'), 'booked', 'what was rolled back is free');

-- One click sent twice
select new_slot(:school, :teacher, '3 days') as slot \gset
select dblink_exec('first', 'begin') \gset ignored_
select outcome_in('first', format('book_slot(%s, %s, %s, null, ''d'', '''')', :school, :ann, :slot)) \gset ignored_
select send_until_blocked('second', format('book_slot(%s, %s, %s, null, ''d'', '''')', :school, :ann, :slot));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'replay', 'the twin of a click waits and gets the same booking');
select is(count(*), 1::bigint, 'and there is one') from booking where slot_id = :slot;

-- One student, two slots at one time
select new_slot(:school, :teacher, '4 days') as slot, new_slot(:school, :other_teacher, '4 days') as other_slot \gset
select dblink_exec('first', 'begin') \gset ignored_
select outcome_in('first', format('book_slot(%s, %s, %s, null, ''e'', '''')', :school, :ann, :slot)) \gset ignored_
select send_until_blocked('second', format('book_slot(%s, %s, %s, null, ''f'', '''')', :school, :ann, :other_slot));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'student_busy', 'two lessons at one time: the second is refused');

-- A hold and a booking
select new_slot(:school, :teacher, '5 days') as slot \gset
select dblink_exec('first', 'begin') \gset ignored_
select is(outcome_in('first', format('hold_slot(%s, %s, %s)', :school, :ann, :slot)), 'held', 'the first holds');
select send_until_blocked('second', format('book_slot(%s, %s, %s, null, ''g'', '''')', :school, :ben, :slot));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'slot_taken', 'who books meanwhile finds it taken');

-- A student holds two slots at once: the later hold lets the earlier go
select new_slot(:school, :other_teacher, '5 days') as other_slot \gset
select release_hold(:school, :ann, :slot) \gset ignored_
select dblink_exec('first', 'begin') \gset ignored_
select outcome_in('first', format('hold_slot(%s, %s, %s)', :school, :ann, :slot)) \gset ignored_
select send_until_blocked('second', format('hold_slot(%s, %s, %s)', :school, :ann, :other_slot));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'held', 'of two holds at once the later one stands');
select is(seats(:school, :slot), 'held 0, booked 0', 'and the earlier is let go');
select is(slot_id, :other_slot::bigint, 'there is one hold') from hold where student_id = :ann;

-- The earlier hold appears while the later one waits, and its slot is locked: to wait for it would be out of order
select release_hold(:school, :ann, :other_slot) \gset ignored_
select open_session('blocker', 'slotboard_owner'), open_session('other_blocker', 'slotboard_owner') \gset ignored_
select lock_rows('blocker', format('person where school_id = %s and id = %s', :school, :ann));
select send_until_blocked('second', format('hold_slot(%s, %s, %s)', :school, :ann, :other_slot));
insert into hold (school_id, slot_id, student_id, expires_at)
values (:school, :slot, :ann, clock_timestamp() + interval '1 hour');
update slot set seats_held = 1, held_until = (select expires_at from hold where student_id = :ann) where id = :slot;
select lock_rows('other_blocker', format('slot where school_id = %s and id = %s', :school, :slot));
select dblink_exec('blocker', 'rollback') \gset ignored_
select throws_ok(
    $$ select awaited_outcome('second') $$,
    '55P03',
    null,
    'a third slot that is locked is not waited for: try again'
);
select dblink_exec('other_blocker', 'rollback') \gset ignored_
select is(slot_id, :slot::bigint, 'and the earlier hold stands') from hold where student_id = :ann;

-- Two cancel at once
select new_slot(:school, :teacher, '6 days') as slot, new_slot(:school, :teacher, '7 days') as target \gset
select booking_id as booking from book_slot(:school, :ann, :slot, null, null, null) \gset
select dblink_exec('first', 'begin') \gset ignored_
select is(
    outcome_in('first', format('cancel_booking(%s, %s, %s, ''teacher'')', :school, :me, :booking)),
    'cancelled',
    'the teacher cancels'
);
select send_until_blocked('second', format('cancel_booking(%s, %s, %s, ''student'')', :school, :ann, :booking));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'unchanged', 'the student, at once, finds it cancelled');

-- One moves, one cancels
select booking_id as booking from book_slot(:school, :ann, :slot, null, null, null) \gset
select dblink_exec('first', 'begin') \gset ignored_
select is(
    outcome_in('first', format('move_booking(%s, %s, %s, %s)', :school, :ann, :booking, :target)),
    'moved',
    'the student moves'
);
select send_until_blocked('second', format('cancel_booking(%s, %s, %s, null)', :school, :me, :booking));
select dblink_exec('first', 'commit') \gset ignored_
select is(
    awaited_outcome('second'),
    'conflict',
    'the teacher who cancels the old place meanwhile is told that it changed'
);
select dblink_exec('first', 'begin') \gset ignored_
select outcome_in('first', format('cancel_booking(%s, %s, %s, null)', :school, :ann, :booking)) \gset ignored_
select send_until_blocked('second', format('move_booking(%s, %s, %s, %s)', :school, :ann, :booking, :slot));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'booking_cancelled', 'who moves what is being cancelled is told so');

-- One move sent twice, and two moves of one booking
select booking_id as booking from book_slot(:school, :ann, :slot, null, null, null) \gset
select dblink_exec('first', 'begin') \gset ignored_
select outcome_in('first', format('move_booking(%s, %s, %s, %s)', :school, :ann, :booking, :target)) \gset ignored_
select send_until_blocked('second', format('move_booking(%s, %s, %s, %s)', :school, :ann, :booking, :target));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'unchanged', 'a move sent twice is one move');
select new_slot(:school, :teacher, '8 days') as third_slot \gset
select dblink_exec('first', 'begin') \gset ignored_
select outcome_in('first', format('move_booking(%s, %s, %s, %s)', :school, :ann, :booking, :slot)) \gset ignored_
select send_until_blocked('second', format('move_booking(%s, %s, %s, %s)', :school, :ann, :booking, :third_slot));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'conflict', 'of two moves to different slots the second is told that it changed');

-- Two students change places in slots of two seats
select
    new_slot(:school, :teacher, '9 days', 2) as slot, new_slot(:school, :other_teacher, '10 days', 2) as other_slot \gset
select booking_id as booking from book_slot(:school, :ann, :slot, null, null, null) \gset
select booking_id as other_booking from book_slot(:school, :ben, :other_slot, null, null, null) \gset
select dblink_exec('first', 'begin') \gset ignored_
select is(
    outcome_in('first', format('move_booking(%s, %s, %s, %s)', :school, :ann, :booking, :other_slot)),
    'moved',
    'one student moves there'
);
select send_until_blocked('second', format('move_booking(%s, %s, %s, %s)', :school, :ben, :other_booking, :slot));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'moved', 'and one back, over two boards, without a deadlock');

-- Withdraw and book
select new_slot(:school, :teacher, '11 days') as slot, new_slot(:school, :teacher, '12 days') as other_slot \gset
select dblink_exec('first', 'begin') \gset ignored_
select outcome_in('first', format('book_slot(%s, %s, %s, null, null, null)', :school, :ann, :slot)) \gset ignored_
select send_until_blocked('second', format('withdraw_slots(%s, %s, array[%s])', :school, :teacher, :slot));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'slot_booked', 'a slot being booked is not withdrawn');
select dblink_exec('first', 'begin') \gset ignored_
select outcome_in('first', format('withdraw_slots(%s, %s, array[%s])', :school, :teacher, :other_slot)) \gset ignored_
select send_until_blocked('second', format('book_slot(%s, %s, %s, null, null, null)', :school, :ann, :other_slot));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'slot_withdrawn', 'a slot being withdrawn is not booked');

-- Publish twice
select format(
    'publish_slots(%s, %s, array[current_date + 20], ''{10:00}'', ''{60}'', ''{1}'', null, null, null, ''%%s'', '''', %s)',
    :school, :teacher, :me
) as publishing \gset
select dblink_exec('first', 'begin') \gset ignored_
select is(outcome_in('first', format(:'publishing', 'h')), 'published', 'the first of two publishes');
select send_until_blocked('second', format(:'publishing', 'h'));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'replay', 'its twin is answered the same');
select withdraw_slots(
    :school,
    :teacher,
    array(select id from slot where teacher_id = :teacher and lower(during)::date = current_date + 20)
) \gset ignored_
select dblink_exec('first', 'begin') \gset ignored_
select outcome_in('first', format(:'publishing', 'i')) \gset ignored_
select send_until_blocked('second', format(:'publishing', 'j'));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second'), 'overlap', 'another request for the same time overlaps');

-- Another zone, and the old one again
select format($$ change_teacher(%s, %s, null, null, null, null, '%%s', false, null) as outcome $$, :school, :teacher) as moving \gset
select version_of(:school, :teacher) as before \gset
select dblink_exec('first', 'begin') \gset ignored_
select is(outcome_in('first', format(:'moving', 'Asia/Tokyo'))::bigint, :before + 1::bigint, 'the first changes the zone');
select send_until_blocked('second', format(:'moving', 'Europe/Berlin'));
select dblink_exec('first', 'commit') \gset ignored_
select is(awaited_outcome('second')::bigint, :before + 2::bigint, 'who changes it back meanwhile makes a version of it too');
select is(time_zone, 'Europe/Berlin', 'and the zone is the last one''s') from teacher where id = :teacher;

-- Sweep and book
select new_slot(:school, :teacher, '13 days') as slot, new_person(:school) as cy \gset
select hold_slot(:school, :cy, :slot) \gset ignored_
select expire_holds(:school, :slot) \gset ignored_
select dblink_exec('first', 'begin') \gset ignored_
select outcome_in('first', format('book_slot(%s, %s, %s, null, null, null)', :school, :ben, :slot)) \gset ignored_
select open_session('sweeper', 'slotboard_jobs') \gset ignored_
select is(
    outcome_in('sweeper', format('sweep_holds(%s, %s)', :school, :teacher)),
    null,
    'the sweeper passes over a slot that somebody is writing'
);
select dblink_exec('first', 'commit') \gset ignored_
select is(seats(:school, :slot), 'held 0, booked 1', 'who took the expired hold over');

-- A board that somebody blocks
select new_slot(:school, :teacher, '14 days') as slot, new_slot(:school, :other_teacher, '15 days') as other_slot \gset
select lock_rows('blocker', format('board where school_id = %s and teacher_id = %s', :school, :teacher));
select dblink_exec('second', 'reset lock_timeout') \gset ignored_
select throws_ok(
    format($$ select outcome_in('second', 'book_slot(%s, %s, %s, null, null, null)') $$, :school, :ann, :slot),
    '55P03', null, 'the api gives up on a blocked board by its own lock_timeout'
);
select is(
    outcome_in('second', format('book_slot(%s, %s, %s, null, null, null)', :school, :ann, :other_slot)),
    'booked',
    'and books with others'
);
select dblink_exec('blocker', 'rollback') \gset ignored_

select is_empty('select * from integrity_report()', 'nothing is broken');
select count(dblink_disconnect(name)) from unnest(dblink_get_connections()) name \gset ignored_
select * from finish();
