-- Who watches over the database: a role that reads statistics and no data, and the extensions that its views in schema ops ask.

do $$
begin
    if not exists (select from pg_roles where rolname = 'slotboard_monitor') then
        create role slotboard_monitor login;
    end if;
end
$$;

comment on role slotboard_monitor is 'Monitoring: the views of schema ops, and PostgreSQL''s own statistics. Reads no table of slotboard.';
grant pg_monitor to slotboard_monitor;
alter role slotboard_monitor set default_transaction_read_only = on;
alter role slotboard_monitor set lock_timeout = '1s';
-- Bloat is measured by reading, which takes seconds on a large table.
alter role slotboard_monitor set statement_timeout = '60s';

-- Both come with PostgreSQL (Debian: postgresql-15; elsewhere often postgresql-contrib). Slotboard works without them.
do $$
declare
    v_name text;
begin
    foreach v_name in array array['pg_stat_statements', 'pgstattuple'] loop
        if exists (select from pg_available_extensions where name = v_name) then
            execute format('create extension if not exists %I with schema public', v_name);
        else
            raise warning 'extension % is not on this server: install postgresql-contrib, then: create extension % with schema public',
                v_name, v_name;
        end if;
    end loop;
end
$$;

create schema if not exists ops authorization slotboard_owner;
comment on schema ops is 'For the DBA: what the database is busy with. Nothing of Slotboard depends on it.';
grant usage on schema ops to slotboard_monitor;
