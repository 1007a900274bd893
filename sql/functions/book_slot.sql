-- A student books a seat, with or without a hold. The key makes it once: its twin waits on the locks and is answered the same.
-- Locks: the slot · the student · its board.
create or replace function book_slot(
    p_school bigint,
    p_student bigint,
    p_slot bigint,
    p_note text,
    p_key text,
    p_request_hash bytea
) returns setof write_result
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_locked boolean;
    v_key idempotency_key;
    v_slot slot;
    v_now timestamptz;
    v_refusal text;
    v_booking bigint;
    v_holders bigint[];
begin
    -- First a look without a lock, then for good.
    foreach v_locked in array '{f,t}'::boolean[] loop
        if v_locked then
            perform from slot where school_id = p_school and id = p_slot for no key update;
            perform from person where school_id = p_school and id = p_student for no key update;
            if not found then
                return next refusal('not_found');
                return;
            end if;
        end if;

        select * into v_slot from slot where school_id = p_school and id = p_slot;
        v_now := clock_timestamp();
        v_refusal := case when v_slot.id is null then 'not_found' else seat_refusal(v_slot, p_student, v_now) end;

        -- The key is looked up last: where the twin has committed since, its booking is the refusal that was just seen.
        select * into v_key from idempotency_key where school_id = p_school and person_id = p_student and key = p_key;
        if v_key.request_hash <> p_request_hash then
            return next refusal('key_reused');
            return;
        elsif v_key.key is not null then
            select slot_id into v_slot.id from booking where school_id = p_school and id = v_key.made[1];
            return query select * from booking_results('replay', p_school, v_key.made[1], array[v_slot.id], false);
            return;
        elsif v_refusal is not null then
            return next refusal(v_refusal);
            return;
        end if;
    end loop;

    insert into booking (school_id, slot_id, student_id, during, policy_version, note, created_at)
    values (p_school, p_slot, p_student, v_slot.during, (current_policy(p_school)).version, p_note, v_now)
    returning id into v_booking;

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

    perform settle_slots(p_school, array[p_slot], array[1], v_now);

    insert into booking_event (school_id, at, booking_id, kind, actor_id, detail)
    values (p_school, v_now, v_booking, 'booked', p_student, jsonb_build_object('slot_id', p_slot));

    insert into idempotency_key (school_id, person_id, key, request_hash, made, created_at)
    select p_school, p_student, p_key, p_request_hash, array[v_booking], v_now
    where p_key is not null;

    return query select * from booking_results('booked', p_school, v_booking, array[p_slot], true, v_holders);
end
$$;

grant execute on function book_slot(bigint, bigint, bigint, text, text, bytea) to slotboard_api;
