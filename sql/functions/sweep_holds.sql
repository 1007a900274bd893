-- Lets a teacher's expired holds go. A slot that somebody is writing at this moment is passed over: he sees to it himself, or the
-- next sweep does.
-- Locks: the slots, by id, without waiting · the board.
create or replace function sweep_holds(p_school bigint, p_teacher bigint) returns setof write_result
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_slots bigint[];
    v_now timestamptz;
    v_holders bigint[];
begin
    select array_agg(locked.id) into v_slots
    from (
        select s.id
        from slot s
        where s.school_id = p_school
        and s.teacher_id = p_teacher
        and s.id in (
            select h.slot_id
            from hold h
            where h.school_id = p_school
            and h.expires_at <= now()
        )
        order by s.id
        limit 500
        for no key update of s skip locked
    ) locked;
    v_now := clock_timestamp();

    with swept as (
        delete from hold
        where school_id = p_school
        and slot_id = any (v_slots)
        and expires_at <= v_now
        returning slot_id, student_id
    )
    select array_agg(distinct slot_id), array_agg(student_id) into v_slots, v_holders
    from swept;
    if v_slots is null then
        return;
    end if;

    perform settle_slots(p_school, v_slots, null, v_now);
    return query select * from slot_results('swept', p_school, v_slots, true, v_holders);
end
$$;

grant execute on function sweep_holds(bigint, bigint) to slotboard_jobs;
