-- What only a superuser can lay: roles, extensions, the schema and the ledger of migrations.
-- Roles belong to the cluster, so this file may meet its own work of another database and must not mind.

do $$
declare
    v_role text;
begin
    foreach v_role in array array['slotboard_owner', 'slotboard_api', 'slotboard_live', 'slotboard_jobs'] loop
        if not exists (select from pg_roles where rolname = v_role) then
            execute format('create role %I login', v_role);
        end if;
    end loop;
end
$$;

comment on role slotboard_owner is 'Owns schema, tables and functions: migrations, the command line, tests. No program runs as it.';
comment on role slotboard_api is 'slotboard-api: reads, and writes slots, holds and bookings through the functions alone.';
comment on role slotboard_live is 'slotboard-live: reads boards.';
comment on role slotboard_jobs is 'slotboard-jobs: reads boards and lets expired holds go.';

-- A request that waits 250 ms for a lock gives up (55P03): otherwise one blocked board row would take the whole pool.
alter role slotboard_api set lock_timeout = '250ms';
alter role slotboard_api set statement_timeout = '5s';
alter role slotboard_api set idle_in_transaction_session_timeout = '5s';
-- An acknowledged booking is on disk.
alter role slotboard_api set synchronous_commit = on;

alter role slotboard_live set lock_timeout = '250ms';
alter role slotboard_live set statement_timeout = '5s';
alter role slotboard_live set idle_in_transaction_session_timeout = '5s';
alter role slotboard_live set default_transaction_read_only = on;

-- Jobs may wait, but never hold a board row for long.
alter role slotboard_jobs set lock_timeout = '1s';
alter role slotboard_jobs set statement_timeout = '30s';
alter role slotboard_jobs set idle_in_transaction_session_timeout = '5s';

-- btree_gist lets an exclusion constraint say `school_id with =`; unaccent serves the search for a teacher.
create extension if not exists btree_gist with schema public;
create extension if not exists unaccent with schema public;

create schema if not exists slotboard authorization slotboard_owner;
grant usage on schema slotboard to slotboard_api, slotboard_live, slotboard_jobs;

do $$
begin
    execute format('alter database %I set search_path = slotboard, public', current_database());
    execute format('alter database %I set timezone = ''UTC''', current_database());
end
$$;

-- A function is for whom its file grants it to.
alter default privileges for role slotboard_owner revoke execute on functions from public;

create table if not exists slotboard.migration (
    file text not null,
    checksum text not null,
    applied_at timestamptz not null default clock_timestamp(),
    constraint migration_file_twice primary key (file)
);
alter table slotboard.migration owner to slotboard_owner;
comment on table slotboard.migration is 'What bin/migrate has applied: a file of sql/migrations for ever, one of sql/functions until it changes.';
