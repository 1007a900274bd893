-- Its student or its teacher cancels a booking, until it starts; the student only until the cutoff of the policy it was made under.
-- Locks: the slot · the student · its board.
create or replace function cancel_booking(
    p_school bigint,
    p_actor bigint,
    p_booking bigint,
    p_reason text
) returns setof write_result
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_locked boolean;
    v_slot bigint;
    v_booking booking;
    v_now timestamptz;
    v_refusal text;
begin
    -- First a look without a lock, then for good.
    foreach v_locked in array '{f,t}'::boolean[] loop
        if v_locked then
            v_slot := v_booking.slot_id;
            perform from slot where school_id = p_school and id = v_slot for no key update;
            perform from person where school_id = p_school and id = v_booking.student_id for no key update;
        end if;

        select * into v_booking from booking where school_id = p_school and id = p_booking;
        v_now := clock_timestamp();
        if v_booking.cancelled_at is not null and may_cancel(v_booking, p_actor) then
            return query select * from booking_results('unchanged', p_school, p_booking, array[v_booking.slot_id], false);
            return;
        end if;
        v_refusal := case
            when v_booking.id is null then 'not_found'
            when v_locked and v_booking.slot_id <> v_slot then 'conflict'
            when not may_cancel(v_booking, p_actor) then 'not_found'
            when lower(v_booking.during) <= v_now then 'slot_started'
            when p_actor = v_booking.student_id then cutoff_refusal(v_booking, v_now)
        end;
        if v_refusal is not null then
            return next refusal(v_refusal);
            return;
        end if;
    end loop;

    update booking
    set cancelled_at = v_now, cancelled_by = p_actor, reason = p_reason
    where school_id = p_school
    and id = p_booking;

    perform settle_slots(p_school, array[v_slot], array[-1], v_now);

    insert into booking_event (school_id, at, booking_id, kind, actor_id, detail)
    values (p_school, v_now, p_booking, 'cancelled', p_actor, jsonb_build_object('slot_id', v_slot));

    return query select * from booking_results('cancelled', p_school, p_booking, array[v_slot], true);
end
$$;

grant execute on function cancel_booking(bigint, bigint, bigint, text) to slotboard_api;
