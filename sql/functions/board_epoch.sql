-- The epoch: which history the versions of boards belong to. A failover raises the timeline, a restore or wipe the counter.
-- Locks nothing. To be asked of the primary only.
create or replace function board_epoch() returns text
    language sql
    stable
    security definer
    set search_path = slotboard, pg_temp
as $$
    select ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer || '.' || epoch_counter
    from installation
$$;

-- To be called after a restore, before the programs start. Locks the installation's row.
create or replace function raise_epoch() returns text
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
as $$
begin
    update installation
    set epoch_counter = greatest(epoch_counter + 1, unix_seconds(clock_timestamp()));
    return board_epoch();
end
$$;

grant execute on function board_epoch() to slotboard_api, slotboard_live, slotboard_jobs;
