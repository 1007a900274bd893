-- Lets a person sign in again. Sessions that began while they were blocked must not come to life.
-- Locks: the person, for update as block_person does.
create or replace function unblock_person(p_school bigint, p_email text) returns table (person_id bigint, token_hashes bytea[])
    language plpgsql
    set search_path = slotboard, pg_temp
as $$
declare
    v_person bigint;
    v_since timestamptz;
begin
    select p.id, p.blocked_at into v_person, v_since
    from person p
    where p.school_id = p_school
    and p.email = p_email
    for update;
    if not found then
        return;
    elsif v_since is null then
        return query select v_person, '{}'::bytea[];
        return;
    end if;

    update person p
    set blocked_at = null
    where p.school_id = p_school
    and p.id = v_person;

    return query select v_person, end_sessions(p_school, v_person);
end
$$;
comment on function unblock_person is 'As block_person; nobody''s sessions end who was not blocked.';
