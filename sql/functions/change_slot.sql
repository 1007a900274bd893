-- A teacher changes a slot's capacity (null keeps it), place or note. Only the capacity is on the board, so only it raises the version.
-- Locks: the slot · for another capacity its board.
create or replace function change_slot(
    p_school bigint,
    p_teacher bigint,
    p_slot bigint,
    p_capacity integer,
    p_set_place boolean,
    p_place text,
    p_set_note boolean,
    p_note text
) returns setof write_result
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_slot slot;
    v_wished slot;
    v_now timestamptz;
    v_holds integer;
    v_refusal text;
    v_holders bigint[];
    v_bookers bigint[];
begin
    select * into v_slot
    from slot
    where school_id = p_school
    and id = p_slot
    and teacher_id = p_teacher
    for no key update;
    v_now := clock_timestamp();

    v_wished := v_slot;
    v_wished.capacity := coalesce(p_capacity, v_slot.capacity);
    v_wished.place := case when p_set_place then p_place else v_slot.place end;
    v_wished.note := case when p_set_note then p_note else v_slot.note end;

    select count(*) into v_holds
    from hold
    where school_id = p_school
    and slot_id = p_slot
    and expires_at > v_now;

    v_refusal := case
        when v_slot.id is null then 'not_found'
        when v_slot.withdrawn_at is not null then 'slot_withdrawn'
        when lower(v_slot.during) <= v_now then 'slot_started'
        when v_wished.capacity < v_slot.seats_booked + v_holds then 'slot_booked'
    end;
    if v_refusal is not null then
        return next refusal(v_refusal);
        return;
    elsif v_wished is not distinct from v_slot then
        return query select * from slot_results('unchanged', p_school, array[p_slot], false);
        return;
    end if;

    if v_wished.capacity <> v_slot.capacity then
        with gone as (
            delete from hold
            where school_id = p_school
            and slot_id = p_slot
            and expires_at <= v_now
            returning student_id
        )
        select array_agg(student_id) into v_holders
        from gone;

        perform settle_slots(p_school, array[p_slot], null, v_now);
    end if;

    update slot
    set capacity = v_wished.capacity, place = v_wished.place, note = v_wished.note
    where school_id = p_school
    and id = p_slot;

    select array_agg(student_id) into v_bookers
    from booking
    where school_id = p_school
    and slot_id = p_slot
    and cancelled_at is null;

    return query
    select * from slot_results('changed', p_school, array[p_slot], v_wished.capacity <> v_slot.capacity, v_holders, v_bookers);
end
$$;

grant execute on function change_slot(bigint, bigint, bigint, integer, boolean, text, boolean, text) to slotboard_api;
