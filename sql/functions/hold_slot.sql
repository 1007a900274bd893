-- A student keeps a seat for some minutes; a hold elsewhere is let go in the same transaction.
-- Locks: this slot and that of the other hold, by id · the student · their boards, by teacher.
create or replace function hold_slot(p_school bigint, p_student bigint, p_slot bigint) returns setof write_result
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_locked boolean;
    v_slot slot;
    v_hold hold;
    v_other bigint;
    v_now timestamptz;
    v_refusal text;
    v_slots bigint[];
    v_expires_at timestamptz;
    v_holders bigint[];
begin
    -- First a look without a lock, then for good.
    foreach v_locked in array '{f,t}'::boolean[] loop
        if v_locked then
            v_other := v_hold.slot_id;
            perform from slot where school_id = p_school and id in (p_slot, v_other) order by id for no key update;
            perform from person where school_id = p_school and id = p_student for no key update;
            if not found then
                return next refusal('not_found');
                return;
            end if;
        end if;

        select * into v_hold from hold where school_id = p_school and student_id = p_student;
        select * into v_slot from slot where school_id = p_school and id = p_slot;
        v_now := clock_timestamp();
        if v_hold.slot_id = p_slot and v_hold.expires_at > v_now then
            return query select * from slot_results('kept', p_school, array[p_slot], false, p_expires_at => v_hold.expires_at);
            return;
        end if;
        v_refusal := case when v_slot.id is null then 'not_found' else seat_refusal(v_slot, p_student, v_now) end;
        if v_refusal is not null then
            return next refusal(v_refusal);
            return;
        end if;
    end loop;

    -- Another request of this student held a third slot meanwhile. To wait for that slot now would be out of order.
    if v_hold.slot_id not in (p_slot, coalesce(v_other, p_slot)) then
        perform from slot where school_id = p_school and id = v_hold.slot_id for no key update skip locked;
        if not found then
            raise lock_not_available using message = 'another hold of this student is in progress';
        end if;
    end if;

    with gone as (
        delete from hold
        where school_id = p_school
        and (student_id = p_student or slot_id = p_slot and expires_at <= v_now)
        returning student_id
    )
    select array_agg(student_id) into v_holders
    from gone;

    v_expires_at := date_trunc('second', v_now)
        + make_interval(secs => (current_policy(p_school)).hold_seconds + 1);
    insert into hold (school_id, slot_id, student_id, expires_at, created_at)
    values (p_school, p_slot, p_student, v_expires_at, v_now);

    v_slots := array_remove(array[p_slot, nullif(v_hold.slot_id, p_slot)], null);
    perform settle_slots(p_school, v_slots, null, v_now);
    return query
    select * from slot_results('held', p_school, v_slots, true, v_holders || p_student, p_expires_at => v_expires_at);
end
$$;

grant execute on function hold_slot(bigint, bigint, bigint) to slotboard_api;
