-- A teacher takes slots off the board, all of them or none; holds on them are let go, bookings stand in the way.
-- Locks: the slots, by id · the board.
create or replace function withdraw_slots(p_school bigint, p_teacher bigint, p_slots bigint[]) returns setof write_result
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_wanted bigint[];
    v_found bigint[];
    v_offered bigint[];
    v_booked boolean;
    v_now timestamptz;
    v_version bigint;
    v_holders bigint[];
begin
    select array_agg(distinct id) into v_wanted from unnest(p_slots) id;
    select
        array_agg(id),
        array_agg(id) filter (where withdrawn_at is null),
        bool_or(seats_booked > 0)
    into v_found, v_offered, v_booked
    from (
        select id, withdrawn_at, seats_booked
        from slot
        where school_id = p_school
        and teacher_id = p_teacher
        and id = any (v_wanted)
        order by id
        for no key update
    ) locked;
    v_now := clock_timestamp();
    if cardinality(v_wanted) > coalesce(cardinality(v_found), 0) then
        return next refusal('not_found');
        return;
    elsif v_booked then
        return next refusal('slot_booked');
        return;
    end if;

    if v_offered is not null then
        with gone as (
            delete from hold
            where school_id = p_school
            and slot_id = any (v_offered)
            returning student_id
        )
        select array_agg(student_id) into v_holders
        from gone;

        v_version := raise_board(p_school, p_teacher, v_now);

        update slot
        set withdrawn_at = v_now, seats_held = 0, held_until = null, version = v_version
        where school_id = p_school
        and id = any (v_offered);
    end if;

    return query
    select (r).*
    from (
        select slot_results('withdrawn', p_school, v_offered, true, v_holders) r
        union all
        select slot_results('unchanged', p_school, array(select unnest(v_found) except select unnest(v_offered)), false)
    ) answered;
end
$$;

grant execute on function withdraw_slots(bigint, bigint, bigint[]) to slotboard_api;
