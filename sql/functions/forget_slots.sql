-- Deletes a teacher's slots that were withdrawn 30 days ago and that nobody ever booked, at most 500 of them, and answers how many.
-- Whoever asks for changes since a version below theirs can no longer be told of them, so board.oldest rises to the newest of
-- them. What a visitor sees stays the same, and so does the board's version.
-- Locks: the slots, by id, without waiting · the board.
create or replace function forget_slots(p_school bigint, p_teacher bigint) returns integer
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_slots bigint[];
    v_newest bigint;
begin
    select array_agg(locked.id), max(locked.version) into v_slots, v_newest
    from (
        select s.id, s.version
        from slot s
        where s.school_id = p_school
        and s.teacher_id = p_teacher
        and s.withdrawn_at < now() - interval '30 days'
        and not exists (
            select
            from booking b
            where b.school_id = s.school_id
            and b.slot_id = s.id
        )
        order by s.id
        limit 500
        for no key update of s skip locked
    ) locked;
    if v_slots is null then
        return 0;
    end if;

    update board
    set oldest = greatest(oldest, v_newest)
    where school_id = p_school
    and teacher_id = p_teacher;

    delete from slot
    where school_id = p_school
    and id = any (v_slots);
    return cardinality(v_slots);
end
$$;

grant execute on function forget_slots(bigint, bigint) to slotboard_jobs;
