-- The months of history come in time and go in the end, at the turn of a month and of a year too, and no booking waits for it.
begin;
select no_plan();
-- Months are UTC's, wherever whoever asks may live.
set local timezone = 'Pacific/Auckland';

select results_eq(
    $$ select make_history_partitions(1, '2051-12-31 23:59:59Z') $$,
    $$ values ('booking_event_2051_12'), ('booking_event_2052_01') $$,
    'in the last second of a year its month and the next are made'
);
select is_empty($$ select make_history_partitions(1, '2051-12-31 23:59:59Z') $$, 'once');
select results_eq(
    $$ select make_history_partitions(1, '2052-01-01 00:00:00Z') $$,
    $$ values ('booking_event_2052_02') $$,
    'in the first second of the year the month after'
);

create function pg_temp.home_of(p_at timestamptz) returns text
    language sql
as $$
    insert into booking_event (school_id, at, booking_id, kind, actor_id) values (-1, p_at, -1, 'booked', -1)
    returning tableoid::regclass::text
$$;
select is(pg_temp.home_of('2052-01-31 23:59:59.999999Z'), 'booking_event_2052_01', 'a month goes up to its last moment');
select is(pg_temp.home_of('2052-02-29 12:00Z'), 'booking_event_2052_02', 'and February to the 29th');
select is(pg_temp.home_of('2052-03-01 00:00Z'), 'booking_event_default', 'what has no partition is not refused');
select is(pg_temp.home_of('2052-04-01 00:00Z'), 'booking_event_default', 'for as long as it has none');

select results_eq(
    $$ select make_history_partitions(0, '2052-03-10Z') $$,
    $$ values ('booking_event_2052_03') $$,
    'a month that is made late'
);
select is(tableoid::regclass::text, 'booking_event_2052_03', 'takes over what waited for it')
from booking_event where school_id = -1 and at = '2052-03-01 00:00Z';
select is(tableoid::regclass::text, 'booking_event_default', 'and nothing else')
from booking_event where school_id = -1 and at = '2052-04-01 00:00Z';
select is(count(distinct id), 4::bigint, 'numbers go on as before') from booking_event where school_id = -1;
select is_empty(
    $$
        select parent.indexrelid::regclass
        from pg_index parent
        where parent.indrelid = 'booking_event'::regclass
        and not exists (
            select
            from pg_inherits i
            join pg_index child on child.indexrelid = i.inhrelid
            where i.inhparent = parent.indexrelid
            and child.indrelid = 'booking_event_2052_03'::regclass
        )
    $$,
    'and it has every index that the others have'
);

-- Two years and the running month
create function pg_temp.months_left(p_now timestamptz) returns text
    language sql
as $$
    select count(*) from drop_history_partitions(p_now);
    select string_agg(right(inhrelid::regclass::text, 7), ' ' order by inhrelid::regclass::text)
    from pg_inherits
    where inhparent = 'booking_event'::regclass
    and inhrelid::regclass::text between 'booking_event_2051_12' and 'booking_event_2052_99'
$$;
select is(pg_temp.months_left('2053-12-31 23:59:59Z'), '2051_12 2052_01 2052_02 2052_03', 'a month is kept for 24 more');
select is(pg_temp.months_left('2054-01-01 00:00:00Z'), '2052_01 2052_02 2052_03', 'then it goes');
select is(to_regclass('booking_event_2051_12'), null, 'for good');
select is(pg_temp.months_left('2054-04-01 00:00:00Z'), null, 'all months that are over go at once');
select isnt_empty($$ select from booking_event where school_id = -1 $$, 'what has no partition of its own is kept as long');
select count(*) from drop_history_partitions('2054-05-01 00:00:00Z') \gset ignored_
select is_empty($$ select from booking_event where school_id = -1 $$, 'and no longer');
update history_table set keep_months = null;
select make_history_partitions(0, '2052-06-01Z') \gset ignored_
select is(pg_temp.months_left('2090-01-01Z'), '2052_06', 'without a limit nothing goes');

select * from finish();
rollback;

-- What is no month is refused, and nothing is made or dropped.
begin;
select no_plan();
create function pg_temp.refuses(p_call text, p_message text) returns text
    language sql
as $$
    select throws_ok('select ' || p_call, '22023', p_message, p_call || ' is refused')
$$;
select pg_temp.refuses('make_history_partitions(' || months || ', now())', 'p_months_ahead must be from 0 to 120, not ' || months)
from unnest(array['-1', '121', '2147483647', 'null']) months;
select pg_temp.refuses(
    format('%s(%s%L)', name, months, moment), 'p_now must be a moment, not ' || coalesce(moment, 'null')
)
from (values ('make_history_partitions', '0, '), ('drop_history_partitions', '')) called (name, months),
    unnest(array['infinity', '-infinity', null]) moment;
select is(count(*), 121::bigint, 'ten years ahead are made') from make_history_partitions(120, '2070-01-01Z');
select * from finish();
rollback;

-- Beside people who book and read
select no_plan();
select open_session('jobs', 'slotboard_jobs'), open_session('api'), open_session('reader', 'slotboard_owner'),
    open_session('owner', 'slotboard_owner') \gset ignored_
select new_school() as school \gset
select new_teacher(:school) as teacher, new_person(:school) as ann \gset
select new_slot(:school, :teacher) as slot \gset

select dblink_exec('owner', 'begin') \gset ignored_
select is(made, 'booking_event_2061_05', 'while a month is being made')
from dblink('owner', 'select make_history_partitions(0, ''2061-05-05Z'')') as t (made text);
select is(outcome_in('api', format('book_slot(%s, %s, %s, null, ''a'', '''')', :school, :ann, :slot)), 'booked', 'people book');
select dblink_exec('owner', 'rollback') \gset ignored_

select make_history_partitions(0, '1961-05-05Z') \gset ignored_
select dblink_exec('reader', 'begin') \gset ignored_
select count from dblink('reader', 'select count(*) from booking_event') as t (count bigint) \gset ignored_
select throws_ok(
    $$ select * from dblink('jobs', 'select drop_history_partitions()') as t (dropped text) $$,
    '55P03',
    null,
    'while somebody reads the history a month is not dropped, and bookings are not held up for it'
);
select dblink_exec('reader', 'rollback') \gset ignored_
select is(dropped, 'booking_event_1961_05', 'it is when nobody does')
from dblink('jobs', 'select drop_history_partitions()') as t (dropped text);
select dblink_disconnect('jobs'), dblink_disconnect('api'), dblink_disconnect('reader'), dblink_disconnect('owner') \gset ignored_
select * from finish();
