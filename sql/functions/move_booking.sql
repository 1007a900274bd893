-- A student moves a booking to another slot of the school.
-- Locks: both slots, by id · the student · their boards, by teacher.
create or replace function move_booking(
    p_school bigint,
    p_student bigint,
    p_booking bigint,
    p_slot bigint
) returns setof write_result
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_locked boolean;
    v_from bigint;
    v_booking booking;
    v_slot slot;
    v_now timestamptz;
    v_refusal text;
    v_holders bigint[];
begin
    -- First a look without a lock, then for good.
    foreach v_locked in array '{f,t}'::boolean[] loop
        if v_locked then
            v_from := v_booking.slot_id;
            perform from slot where school_id = p_school and id in (v_from, p_slot) order by id for no key update;
            perform from person where school_id = p_school and id = p_student for no key update;
        end if;

        select * into v_booking from booking where school_id = p_school and id = p_booking and student_id = p_student;
        select * into v_slot from slot where school_id = p_school and id = p_slot;
        v_now := clock_timestamp();
        if v_booking.slot_id = p_slot and v_booking.cancelled_at is null then
            return query select * from booking_results('unchanged', p_school, p_booking, array[p_slot], false);
            return;
        end if;
        v_refusal := case
            when v_booking.id is null then 'not_found'
            when v_booking.cancelled_at is not null then 'booking_cancelled'
            when v_locked and v_booking.slot_id <> v_from then 'conflict'
            when lower(v_booking.during) <= v_now then 'slot_started'
            when v_slot.id is null then 'no_such_slot'
            else coalesce(cutoff_refusal(v_booking, v_now), seat_refusal(v_slot, p_student, v_now, p_booking))
        end;
        if v_refusal is not null then
            return next refusal(v_refusal);
            return;
        end if;
    end loop;

    update booking
    set slot_id = p_slot, during = v_slot.during
    where school_id = p_school
    and id = p_booking;

    if v_slot.seats_held > 0 then
        with gone as (
            delete from hold
            where school_id = p_school
            and slot_id = p_slot
            and (student_id = p_student or expires_at <= v_now)
            returning student_id
        )
        select array_agg(student_id) into v_holders
        from gone;
    end if;

    perform settle_slots(p_school, array[v_from, p_slot], array[-1, 1], v_now);

    insert into booking_event (school_id, at, booking_id, kind, actor_id, detail)
    values (
        p_school, v_now, p_booking, 'moved', p_student,
        jsonb_build_object('from_slot_id', v_from, 'slot_id', p_slot)
    );

    return query select * from booking_results('moved', p_school, p_booking, array[v_from, p_slot], true, v_holders);
end
$$;

grant execute on function move_booking(bigint, bigint, bigint, bigint) to slotboard_api;
