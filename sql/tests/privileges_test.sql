-- What each role may and, above all, may not do.
begin;
select no_plan();

select is_empty(
    $$
        select r.rolname, c.relname, p.privilege
        from pg_class c
        cross join unnest(array['slotboard_api', 'slotboard_live', 'slotboard_jobs', 'slotboard_monitor']) r (rolname)
        cross join unnest(array['insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p (privilege)
        where c.relnamespace = 'slotboard'::regnamespace
        and c.relkind in ('r', 'p', 'v')
        and has_table_privilege(r.rolname, c.oid, p.privilege)
        and (r.rolname, c.relname) not in (
            (
                'slotboard_api',
                'person'
            ), ('slotboard_api', 'person_role'), ('slotboard_api', 'session'), ('slotboard_api', 'teacher')
        )
    $$,
    'the programs write no table directly but those of people and sessions, and those only as the api'
);
select is_empty(
    $$
        select r.rolname
        from pg_roles r
        where r.rolname in ('slotboard_owner', 'slotboard_api', 'slotboard_live', 'slotboard_jobs', 'slotboard_monitor')
        and (r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolbypassrls)
    $$,
    'none of the roles is more than a role'
);
select is_empty(
    $$
        select c.relname
        from pg_class c
        where c.relnamespace = 'slotboard'::regnamespace
        and c.relowner <> 'slotboard_owner'::regrole
        union
        select proname
        from pg_proc
        where pronamespace = 'slotboard'::regnamespace
        and proowner <> 'slotboard_owner'::regrole
    $$,
    'all of it is the owner''s'
);
select is_empty(
    $$
        select proname
        from pg_proc
        where pronamespace = 'slotboard'::regnamespace
        and prosecdef
        and not coalesce(
            proconfig && array['search_path=slotboard, pg_temp', 'search_path=slotboard, public, pg_temp'],
            false
        )
    $$,
    'what runs as the owner runs with a search path of its own'
);
select is_empty(
    $$ select proname from pg_proc where pronamespace = 'slotboard'::regnamespace and has_function_privilege('public', oid, 'execute') $$,
    'no function is for everybody'
);
select results_eq(
    $$
        select proname::text collate "C"
        from pg_proc
        where pronamespace = 'slotboard'::regnamespace
        and has_function_privilege('slotboard_live', oid, 'execute')
        order by 1
    $$,
    $$ values ('board_epoch'::text collate "C"), ('unix_seconds') $$,
    'live may call what reads'
);
select ok(has_function_privilege('slotboard_jobs', 'sweep_holds(bigint, bigint)', 'execute'), 'jobs may sweep');
select ok(not has_function_privilege('slotboard_api', 'sweep_holds(bigint, bigint)', 'execute'), 'the api need not');
select is_empty(
    $$
        select p.proname
        from pg_proc p
        where p.oid in (
            'forget_keys(integer)'::regprocedure, 'forget_sessions(integer)'::regprocedure,
            'forget_slots(bigint, bigint)'::regprocedure, 'make_history_partitions()'::regprocedure,
            'drop_history_partitions()'::regprocedure
        )
        and (
            has_function_privilege('slotboard_api', p.oid, 'execute')
            or not has_function_privilege('slotboard_jobs', p.oid, 'execute')
        )
    $$,
    'only jobs may forget'
);
select ok(
    not has_function_privilege('slotboard_jobs', 'make_history_partitions(integer, timestamptz)', 'execute')
    and not has_function_privilege('slotboard_jobs', 'drop_history_partitions(timestamptz)', 'execute'),
    'and months only by the clock'
);
select ok(
    not has_column_privilege('slotboard_live', 'slot_face', 'place', 'select'),
    'live cannot read where a lesson is'
);
select ok(not has_table_privilege('slotboard_live', 'person', 'select'), 'nor who people are');
select ok(
    not has_column_privilege('slotboard_live', 'person', 'email', 'select')
    and not has_column_privilege('slotboard_live', 'person', 'name', 'select')
    and has_column_privilege('slotboard_live', 'session', 'ended_at', 'select'),
    'it sees whether a session lives, not whose name it bears'
);
select ok(not has_any_column_privilege('slotboard_jobs', 'session', 'select'), 'jobs cannot read sessions');
select ok(
    not has_column_privilege('slotboard_jobs', 'booking', 'note', 'select')
    and has_column_privilege('slotboard_jobs', 'booking', 'student_id', 'select'),
    'nor what people write to each other, only whose a booking is'
);

create function pg_temp.setting_of(p_role text, p_name text) returns text
    language sql
as $$
    select split_part(setting, '=', 2)
    from pg_roles, unnest(rolconfig) setting
    where rolname = p_role
    and split_part(setting, '=', 1) = p_name
$$;
select is(pg_temp.setting_of('slotboard_api', 'lock_timeout'), '250ms', 'the api waits 250 ms for a lock');
select isnt(pg_temp.setting_of(role, name), null, role || ' has a ' || name)
from unnest(array['slotboard_api', 'slotboard_live', 'slotboard_jobs']) role,
    unnest(array['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout']) name;

select new_school() as school \gset
set local role slotboard_api;
insert into person (school_id, email, name, time_zone) values (:school, 'new@example.test', 'New', 'UTC') returning id as person \gset
insert into teacher (school_id, person_id, name, time_zone) values (:school, :person, 'New', 'UTC') returning id as teacher \gset
select is(version, 0::bigint, 'a teacher that the api makes has a board') from board where teacher_id = :teacher;
select throws_ok('update board set version = 7', '42501', null, 'which the api cannot write');
select throws_ok('update slot set seats_booked = 0', '42501', null, 'nor a slot');
select throws_ok('delete from booking', '42501', null, 'nor bookings');
select throws_ok('delete from hold', '42501', null, 'nor holds');
select throws_ok('select * from raise_epoch()', '42501', null, 'nor the epoch');
reset role;

select * from finish();
rollback;
