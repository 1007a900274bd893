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
    -- Null would be all of them in one transaction.
    if (p_limit between 1 and 10000) is not true then
        raise invalid_parameter_value using message = 'p_limit must be from 1 to 10000, not ' || coalesce(p_limit::text, 'null');
    end if;

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
