-- The DBA's views answer whoever monitors, and nobody else.
begin;
select no_plan();

select new_school() as school \gset
select new_teacher(:school) as teacher, new_person(:school) as ann \gset
select new_slot(:school, :teacher) as slot \gset
select book_slot(:school, :ann, :slot, null, null, null) \gset ignored_

set local role slotboard_monitor;
select isnt_empty('select * from ops.slow_statement', 'which statements take the time');
select ok(
    bool_and(percent_of_all between 0 and 100) and bool_and(calls > 0) and not bool_or(query like '%insufficient privilege%'),
    'each with its share, its calls and its words'
)
from ops.slow_statement;
select is_empty(
    $$
        select index
        from ops.unused_index
        where index in (select conname from pg_constraint)
        or index = 'booking_same_slot_twice'
    $$,
    'what a constraint needs is not unused'
);
select bag_has(
    $$ select "table" from ops.table_health $$,
    $$ values ('slot'::name), ('board') $$,
    'how tables are'
);
select bag_has($$ select "table" from ops.table_bloat $$, $$ values ('slot') $$, 'how much of them is air');
select lives_ok('select * from ops.index_bloat', 'and of the large indexes');
select cmp_ok(booked, '>=', 1::bigint, 'what happens hour by hour') from ops.activity order by hour desc limit 1;
select throws_ok('select * from slotboard.person', '42501', null, 'but not who people are');
select throws_ok('delete from slotboard.booking_event', '42501', null, 'nor may it change anything');
reset role;

set local role slotboard_api;
select throws_ok('select * from ops.slow_statement', '42501', null, 'the programs have no business there');
reset role;

drop extension pg_stat_statements;
drop extension pgstattuple;
select throws_ok(
    'select * from ops.slow_statement',
    'P0001',
    'this view needs the extension pg_stat_statements',
    'a server without the extension says so'
);
select throws_ok(
    'select * from ops.table_bloat',
    'P0001',
    'this view needs the extension pgstattuple',
    'and without the other'
);
select isnt_empty('select * from ops.table_health', 'while the rest goes on');

select * from finish();
rollback;
