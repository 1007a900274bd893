-- Deletes idempotency keys that are older than seven days, at most p_limit of them, and answers how many.
-- Locks: the keys, without waiting.
create or replace function forget_keys(p_limit integer) returns integer
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set enable_seqscan = off
as $$
declare
    v_count integer;
begin
    delete from idempotency_key
    where ctid = any (array(
        select ctid
        from idempotency_key
        where created_at < now() - interval '7 days'
        order by created_at
        limit p_limit
        for update skip locked
    ));
    get diagnostics v_count = row_count;
    return v_count;
end
$$;

grant execute on function forget_keys(integer) to slotboard_jobs;
