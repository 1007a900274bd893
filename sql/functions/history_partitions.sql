-- The monthly partitions of the tables in history_table. Months are UTC's. Nobody waits for these functions for longer than a
-- tenth of a second, less than the api waits for a lock: what they do not get, they get on the next day.

-- Makes the partitions of the running month and of p_months_ahead more, and answers their names.
-- A partition is made apart and attached, which lets writers go on; `partition of` would lock them out. Rows for which there was
-- no partition are brought over from the default one.
-- Locks: the table against other changes of it · its default partition.
create or replace function make_history_partitions(p_months_ahead integer, p_now timestamptz) returns setof text
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set timezone = 'UTC'
    set lock_timeout = '100ms'
as $$
declare
    v_table text;
    v_from timestamptz;
    v_to timestamptz;
    v_name text;
begin
    -- Up to infinity this would make partitions until the disk is full.
    if (p_months_ahead between 0 and 120) is not true then
        raise invalid_parameter_value using message = 'p_months_ahead must be from 0 to 120, not ' || coalesce(p_months_ahead::text, 'null');
    elsif isfinite(p_now) is not true then
        raise invalid_parameter_value using message = 'p_now must be a moment, not ' || coalesce(p_now::text, 'null');
    end if;

    for v_table, v_from in
        select h.name, month
        from history_table h
        cross join generate_series(
            date_trunc('month', p_now), date_trunc('month', p_now) + make_interval(months => p_months_ahead), interval '1 month'
        ) month
        order by h.name, month
    loop
        v_to := v_from + interval '1 month';
        v_name := v_table || to_char(v_from, '_YYYY_MM');
        continue when to_regclass(v_name) is not null;

        execute format('create table %I (like %I including all excluding identity)', v_name, v_table);
        execute format('lock table only %I in access exclusive mode', v_table || '_default');
        execute format(
            'with moved as (delete from %I where at >= %L and at < %L returning *) insert into %I select * from moved',
            v_table || '_default', v_from, v_to, v_name
        );
        execute format('alter table %I attach partition %I for values from (%L) to (%L)', v_table, v_name, v_from, v_to);
        return next v_name;
    end loop;
end
$$;

-- Drops the partitions of months that are over for longer than their table keeps, and answers their names; rows of these months
-- in the default partition go with them.
-- Locks: the table, against everybody, for as long as it takes to forget a partition; its file is deleted after that.
create or replace function drop_history_partitions(p_now timestamptz) returns setof text
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set timezone = 'UTC'
    set lock_timeout = '100ms'
as $$
declare
    v_table text;
    v_kept_from timestamptz;
    v_name text;
begin
    -- At infinity all months are over.
    if isfinite(p_now) is not true then
        raise invalid_parameter_value using message = 'p_now must be a moment, not ' || coalesce(p_now::text, 'null');
    end if;

    for v_table, v_kept_from in
        select h.name, date_trunc('month', p_now) - make_interval(months => h.keep_months)
        from history_table h
        where h.keep_months is not null
        order by h.name
    loop
        for v_name in
            select c.relname
            from pg_inherits i
            join pg_class c on c.oid = i.inhrelid
            where i.inhparent = v_table::regclass
            and (regexp_match(pg_get_expr(c.relpartbound, c.oid), $re$ TO \('([^']+)'\)$re$))[1]::timestamptz <= v_kept_from
            order by c.relname
        loop
            execute format('drop table %I', v_name);
            return next v_name;
        end loop;
        execute format('delete from %I where at < %L', v_table || '_default', v_kept_from);
    end loop;
end
$$;

-- What slotboard-jobs calls: the clock is the database's, so that no mistake of a program drops a month before its time.
create or replace function make_history_partitions() returns setof text
    language sql
    security definer
    set search_path = slotboard, pg_temp
as $$
    select make_history_partitions(6, now())
$$;

create or replace function drop_history_partitions() returns setof text
    language sql
    security definer
    set search_path = slotboard, pg_temp
as $$
    select drop_history_partitions(now())
$$;

grant execute on function make_history_partitions() to slotboard_jobs;
grant execute on function drop_history_partitions() to slotboard_jobs;
