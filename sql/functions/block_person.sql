-- Blocks a person and ends their sessions. A person blocked before stays blocked since then, and is answered the same.
-- Locks: the person, for update on purpose: a sign-in that is about to begin a session has a key-share lock, so either its
-- session is there to be ended, or it comes after the block and counts as none.
create or replace function block_person(p_school bigint, p_email text) returns table (person_id bigint, token_hashes bytea[])
    language plpgsql
    set search_path = slotboard, pg_temp
as $$
declare
    v_person bigint;
begin
    select p.id into v_person
    from person p
    where p.school_id = p_school
    and p.email = p_email
    for update;
    if not found then
        return;
    end if;

    update person p
    set blocked_at = coalesce(p.blocked_at, clock_timestamp())
    where p.school_id = p_school
    and p.id = v_person;

    return query select v_person, end_sessions(p_school, v_person);
end
$$;
comment on function block_person is
    'The person and the hashes of their sessions that have time left, whoever ended them: each may still be cached. No row: there is none.';
