-- A school's newest rules. Locks nothing.
create or replace function current_policy(p_school bigint) returns policy
    language plpgsql
    stable
as $$
declare
    v_policy policy;
begin
    select * into v_policy
    from policy
    where school_id = p_school
    order by version desc
    limit 1;
    return v_policy;
end
$$;
