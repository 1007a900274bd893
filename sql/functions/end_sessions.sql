-- Ends all sessions of a person, and names those that have time left: a cache may still know them. The caller has locked the
-- person. Locks the sessions.
create or replace function end_sessions(p_school bigint, p_person bigint) returns bytea[]
    language sql
as $$
    update session
    set ended_at = clock_timestamp()
    where school_id = p_school
    and person_id = p_person
    and ended_at is null;

    select coalesce(array_agg(token_hash), '{}')
    from session
    where school_id = p_school
    and person_id = p_person
    and expires_at > clock_timestamp();
$$;
