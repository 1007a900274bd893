-- Makes an account with its roles; a teacher gets a profile (and by its trigger a board) too.
-- No row: the address has an account already. Locks: nothing that exists.
create or replace function create_person(
    p_school bigint,
    p_email text,
    p_name text,
    p_time_zone text,
    p_password_hash text,
    p_roles text[]
) returns table (person_id bigint, teacher_id bigint)
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
as $$
declare
    v_person bigint;
    v_teacher bigint;
begin
    insert into person (school_id, email, name, time_zone, password_hash)
    values (p_school, p_email, p_name, p_time_zone, p_password_hash)
    on conflict on constraint person_email_taken do nothing
    returning id into v_person;
    if not found then
        return;
    end if;

    insert into person_role (school_id, person_id, role)
    select p_school, v_person, role
    from unnest(p_roles) as role;

    if 'teacher' = any (p_roles) then
        insert into teacher (school_id, person_id, name, time_zone)
        values (p_school, v_person, p_name, p_time_zone)
        returning id into v_teacher;
    end if;

    return query select v_person, v_teacher;
end
$$;
comment on function create_person is 'An account: its ids, the teacher''s null for who is none. No row where the address is taken.';
grant execute on function create_person to slotboard_api;
