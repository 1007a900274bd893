-- The DBA's views. Those that ask an extension go through a function, which finds it when it is called: a server that gets the
-- extension later needs nothing more.

create function ops.require_extension(p_name text) returns void
    language plpgsql
    stable
as $$
begin
    if not exists (select from pg_extension where extname = p_name) then
        raise exception 'this view needs the extension %', p_name
            using hint = format('As a superuser: create extension %s with schema public', p_name);
    end if;
end
$$;
comment on function ops.require_extension is 'A clear word where an extension is not there.';

create function ops.statements() returns table (
    role text,
    query text,
    calls bigint,
    total_ms double precision,
    mean_ms double precision,
    slowest_ms double precision,
    rows_per_call double precision,
    buffers_per_call double precision,
    read_share double precision,
    wal_bytes_per_call double precision
)
    language plpgsql
    stable
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform ops.require_extension('pg_stat_statements');
    return query
    select
        pg_get_userbyid(s.userid)::text,
        regexp_replace(s.query, '\s+', ' ', 'g'),
        s.calls,
        s.total_exec_time,
        s.mean_exec_time,
        s.max_exec_time,
        s.rows::double precision / s.calls,
        (s.shared_blks_hit + s.shared_blks_read)::double precision / s.calls,
        s.shared_blks_read::double precision / nullif(s.shared_blks_hit + s.shared_blks_read, 0),
        s.wal_bytes::double precision / s.calls
    from public.pg_stat_statements s
    where s.dbid = (select oid from pg_database where datname = current_database())
    and s.toplevel
    and s.calls > 0;
end
$$;

create view ops.slow_statement as
select
    role,
    calls,
    round(total_ms) as total_ms,
    round((100 * total_ms / nullif(sum(total_ms) over (), 0))::numeric, 1) as percent_of_all,
    round(mean_ms::numeric, 3) as mean_ms,
    round(slowest_ms::numeric, 1) as slowest_ms,
    round(rows_per_call::numeric, 1) as rows_per_call,
    round(buffers_per_call::numeric, 1) as buffers_per_call,
    round((100 * read_share)::numeric, 1) as percent_read_from_disk,
    round(wal_bytes_per_call::numeric) as wal_bytes_per_call,
    query
from ops.statements()
order by total_ms desc;
comment on view ops.slow_statement is
    'Where the time goes, by pg_stat_statements, since its last reset: select pg_stat_statements_reset() as a superuser.';

create view ops.unused_index as
select
    s.schemaname as schema,
    s.relname as table,
    s.indexrelname as index,
    pg_size_pretty(pg_relation_size(s.indexrelid)) as size,
    d.stats_reset as unused_since
from pg_stat_user_indexes s
join pg_index i on i.indexrelid = s.indexrelid
join pg_stat_database d on d.datname = current_database()
where s.idx_scan = 0
and not i.indisunique
and not i.indisexclusion
order by pg_relation_size(s.indexrelid) desc;
comment on view ops.unused_index is
    'Indexes that no query has used since the statistics began, without those that a constraint needs. Look on every replica before '
    'you drop one.';

create view ops.table_health as
select
    s.schemaname as schema,
    s.relname as table,
    pg_size_pretty(pg_total_relation_size(s.relid)) as size,
    s.n_live_tup as live_rows,
    s.n_dead_tup as dead_rows,
    round(100.0 * s.n_dead_tup / nullif(s.n_live_tup + s.n_dead_tup, 0), 1) as percent_dead,
    s.n_tup_upd as updates,
    round(100.0 * s.n_tup_hot_upd / nullif(s.n_tup_upd, 0), 1) as percent_hot,
    s.seq_scan as sequential_scans,
    s.seq_tup_read as rows_read_by_them,
    greatest(s.last_vacuum, s.last_autovacuum) as vacuumed_at,
    greatest(s.last_analyze, s.last_autoanalyze) as analyzed_at
from pg_stat_user_tables s
order by pg_total_relation_size(s.relid) desc;
comment on view ops.table_health is
    'Dead rows, and how many updates were HOT: of slot and board all should be, or somebody has indexed what bookings write.';

create function ops.tables_measured() returns table (
    "table" text,
    size text,
    percent_dead double precision,
    percent_free double precision,
    bytes_to_win bigint
)
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform ops.require_extension('pgstattuple');
    return query
    select
        c.relname::text,
        pg_size_pretty(a.table_len),
        round(a.dead_tuple_percent::numeric, 1)::double precision,
        round(a.approx_free_percent::numeric, 1)::double precision,
        (a.dead_tuple_len + a.approx_free_space)::bigint
    from pg_class c
    cross join public.pgstattuple_approx(c.oid) a
    where c.relnamespace = 'slotboard'::regnamespace
    and c.relkind = 'r'
    and pg_relation_size(c.oid) > 0;
end
$$;

create view ops.table_bloat as
select * from ops.tables_measured()
order by bytes_to_win desc;
comment on view ops.table_bloat is
    'What tables could be smaller by, measured by pgstattuple_approx: pages that vacuum left all-visible are taken from the free space '
    'map, the others are read. A part is meant to be free: 20 % of slot and half of board, for HOT updates (fillfactor).';

create function ops.indexes_measured() returns table (
    "table" text,
    index text,
    size text,
    percent_full double precision,
    percent_out_of_order double precision
)
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform ops.require_extension('pgstattuple');
    return query
    select
        t.relname::text,
        c.relname::text,
        pg_size_pretty(m.index_size),
        m.avg_leaf_density,
        m.leaf_fragmentation
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    join pg_class t on t.oid = i.indrelid
    cross join public.pgstatindex(i.indexrelid) m
    where c.relnamespace = 'slotboard'::regnamespace
    and c.relkind = 'i'
    and c.relam = (select oid from pg_am where amname = 'btree')
    and pg_relation_size(c.oid) > 1024 * 1024
    order by m.index_size desc;
end
$$;

create view ops.index_bloat as
select * from ops.indexes_measured();
comment on view ops.index_bloat is
    'How full the leaves of B-trees above a megabyte are, measured by pgstatindex, which reads them whole. Far below 50 %: '
    'reindex index concurrently.';

create function ops.events_by_hour() returns table (hour timestamptz, booked bigint, moved bigint, cancelled bigint)
    language sql
    stable
    security definer
    set search_path = slotboard, pg_temp
as $$
    select
        date_trunc('hour', e.at),
        count(*) filter (where e.kind = 'booked'),
        count(*) filter (where e.kind = 'moved'),
        count(*) filter (where e.kind = 'cancelled')
    from booking_event e
    where e.at > now() - interval '24 hours'
    group by 1
    order by 1
$$;

create view ops.activity as
select * from ops.events_by_hour();
comment on view ops.activity is 'What all schools did in the last day, hour by hour.';

grant execute on all functions in schema ops to slotboard_monitor;
grant select on all tables in schema ops to slotboard_monitor;
