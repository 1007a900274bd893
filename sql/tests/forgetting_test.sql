-- What has had its time goes, what has not stays, and nobody who is at work is waited for.
begin;
select no_plan();

select new_school() as school \gset
select new_teacher(:school) as teacher, new_teacher(:school) as other_teacher, new_person(:school) as ann \gset

-- Keys
insert into idempotency_key (school_id, person_id, key, request_hash, made, created_at)
select :school, :ann, age, '', '{}', now() - age::interval
from unnest(array['8 days', '7 days 1 minute', '6 days 23:59', '1 minute']) age;
select is(forget_keys(1), 1, 'keys go in small lots');
select results_eq(
    format('select key from idempotency_key where school_id = %s order by created_at', :school),
    $$ values ('7 days 1 minute'), ('6 days 23:59'), ('1 minute') $$,
    'the oldest first'
);
select is(forget_keys(100), 1, 'a key is forgotten after seven days');
select is(forget_keys(100), 0, 'and not before');

-- Sessions
insert into session (school_id, token_hash, person_id, expires_at, ended_at)
select :school, sha256(name::bytea), :ann, now() + expires::interval, now() + ended::interval
from (
    values
    ('expired long ago', '-25 hours', null), ('expired today', '-23 hours', null), ('ended long ago', '20 days', '-25 hours'),
    ('ended today', '20 days', '-1 hour'), ('live', '20 days', null), ('both', '-25 hours', '-26 hours')
) as made (name, expires, ended);
select is(forget_sessions(1), 1, 'sessions go in small lots');
select is(forget_sessions(100), 2, 'a session is forgotten a day after its end, by its time or by a wish');
select set_eq(
    format('select token_hash from session where school_id = %s', :school),
    $$ select sha256(name::bytea) from unnest(array['expired today', 'ended today', 'live']) name $$,
    'and not before'
);

-- A lot is a lot: all of them at once would be one long transaction.
select throws_ok(
    format('select %s(%s)', name, coalesce(size::text, 'null')),
    '22023',
    'p_limit must be from 1 to 10000, not ' || coalesce(size::text, 'null'),
    format('%s of %s is refused', name, coalesce(size::text, 'null'))
)
from unnest(array['forget_keys', 'forget_sessions']) name, unnest(array[null, 0, -1, 10001]) size;

-- Slots
select
    new_slot(:school, :teacher, '1 day') as old, new_slot(:school, :teacher, '2 days') as newer,
    new_slot(:school, :teacher, '3 days') as once_booked, new_slot(:school, :teacher, '4 days') as withdrawn_lately,
    new_slot(:school, :teacher, '5 days') as offered, new_slot(:school, :other_teacher, '1 day') as others \gset
select booking_id as booking from book_slot(:school, :ann, :once_booked, null, null, null) \gset
select cancel_booking(:school, :ann, :booking, null) \gset ignored_
select withdraw_slots(:school, :teacher, array[:newer]) \gset ignored_
select count(*) from withdraw_slots(:school, :teacher, array[:old, :once_booked, :withdrawn_lately]) \gset ignored_
select withdraw_slots(:school, :other_teacher, array[:others]) \gset ignored_
update slot set withdrawn_at = now() - interval '31 days' where id in (:old, :newer, :once_booked, :others);
update slot set withdrawn_at = now() - interval '29 days' where id = :withdrawn_lately;
select version as withdrawn_in from slot where id = :old \gset
select new_slot(:school, :teacher, '6 days') \gset ignored_
select version_of(:school, :teacher) as version_before \gset

select is(forget_slots(:school, :teacher), 2, 'slots that were withdrawn a month ago go');
select set_eq(
    format('select id from slot where teacher_id = %s and withdrawn_at is not null', :teacher),
    array[:once_booked, :withdrawn_lately]::bigint[],
    'not those that somebody once booked, nor those withdrawn since'
);
select is(count(*), 1::bigint, 'nor another teacher''s') from slot where id = :others;
select is(oldest, :withdrawn_in::bigint, 'changes since a version before they were withdrawn are no longer complete')
from board where teacher_id = :teacher;
select is(version_of(:school, :teacher), :version_before::bigint, 'what visitors see has not changed');
select is(forget_slots(:school, :teacher), 0, 'a second time there is nothing to do');
select is(oldest, :withdrawn_in::bigint, 'and nothing changes') from board where teacher_id = :teacher;

select * from finish();
rollback;

-- Whoever is at work on a row keeps it for now.
select no_plan();
select open_session('reader', 'slotboard_owner'), open_session('jobs', 'slotboard_jobs') \gset ignored_
select new_school() as school \gset
select new_teacher(:school) as teacher, new_person(:school) as ann \gset
select new_slot(:school, :teacher, '1 day') as slot, new_slot(:school, :teacher, '2 days') as locked_slot \gset
select count(*) from withdraw_slots(:school, :teacher, array[:slot, :locked_slot]) \gset ignored_
update slot set withdrawn_at = now() - interval '31 days' where school_id = :school;
insert into idempotency_key (school_id, person_id, key, request_hash, made, created_at)
select :school, :ann, key, '', '{}', now() - interval '8 days' from unnest(array['free', 'locked']) key;
select dblink_exec('reader', 'begin') \gset ignored_
select dblink_exec('reader', format('update slot set note = note where id = %s', :locked_slot)) \gset ignored_
select dblink_exec('reader', 'update idempotency_key set key = key where key = ''locked''') \gset ignored_
select is(forgotten, 1, 'a slot that somebody writes is passed over')
from dblink('jobs', format('select forget_slots(%s, %s)', :school, :teacher)) as t (forgotten integer);
select is(forgotten, 1, 'and so is a key')
from dblink('jobs', 'select forget_keys(100)') as t (forgotten integer);
select dblink_exec('reader', 'rollback') \gset ignored_
select is(forgotten, 1, 'it goes the next time')
from dblink('jobs', format('select forget_slots(%s, %s)', :school, :teacher)) as t (forgotten integer);
select dblink_disconnect('reader'), dblink_disconnect('jobs') \gset ignored_
select * from finish();
