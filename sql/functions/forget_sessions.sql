-- Deletes sessions that are over for a day, by their time or by somebody's wish, at most p_limit of them, and answers how many.
-- By then no cache remembers them (a minute), and an unknown session is refused as an ended one is.
-- Locks: the sessions, without waiting.
create or replace function forget_sessions(p_limit integer) returns integer
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

    -- least() passes over the null of a session that nobody ended.
    delete from session
    where ctid = any (array(
        select ctid
        from session
        where least(expires_at, ended_at) < now() - interval '1 day'
        order by least(expires_at, ended_at)
        limit p_limit
        for update skip locked
    ));
    get diagnostics v_count = row_count;
    return v_count;
end
$$;

grant execute on function forget_sessions(integer) to slotboard_jobs;
