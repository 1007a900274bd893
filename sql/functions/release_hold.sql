-- A student lets a hold go.
-- Locks: the slot · the student · its board.
create or replace function release_hold(p_school bigint, p_student bigint, p_slot bigint) returns setof write_result
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_locked boolean;
    v_now timestamptz;
    v_holders bigint[];
begin
    -- First a look without a lock, then for good.
    foreach v_locked in array '{f,t}'::boolean[] loop
        if v_locked then
            perform from slot where school_id = p_school and id = p_slot for no key update;
            perform from person where school_id = p_school and id = p_student for no key update;
        end if;

        perform from hold where school_id = p_school and slot_id = p_slot and student_id = p_student;
        if not found then
            return next refusal('none');
            return;
        end if;
    end loop;
    v_now := clock_timestamp();

    with gone as (
        delete from hold
        where school_id = p_school
        and slot_id = p_slot
        and (student_id = p_student or expires_at <= v_now)
        returning student_id
    )
    select array_agg(student_id) into v_holders
    from gone;

    perform settle_slots(p_school, array[p_slot], null, v_now);
    return query select * from slot_results('released', p_school, array[p_slot], true, v_holders);
end
$$;

grant execute on function release_hold(bigint, bigint, bigint) to slotboard_api;
