-- The last step of whatever changed holds or bookings: raises the boards, in the order of their teachers' ids, and only then
-- writes the slots: held as their holds now are, p_seats (one per slot, or null) more of them booked, with the board's version.
-- The caller has locked the slots. Locks the board rows, which nobody may lock before a slot.
create or replace function settle_slots(p_school bigint, p_slots bigint[], p_seats integer[], p_now timestamptz) returns void
    language plpgsql
as $$
declare
    v_teacher bigint;
begin
    for v_teacher in
        select distinct teacher_id
        from slot
        where school_id = p_school
        and id = any (p_slots)
        order by teacher_id
    loop
        perform raise_board(p_school, v_teacher, p_now);
    end loop;

    -- One by one, each by its key: as a join with unnest the plan for many small schools read all slots of a large one.
    for v_index in 1 .. cardinality(p_slots) loop
        update slot s
        set
            (seats_held, held_until) = (
                select count(*), min(h.expires_at)
                from hold h
                where h.school_id = s.school_id
                and h.slot_id = s.id
            ),
            seats_booked = s.seats_booked + coalesce(p_seats[v_index], 0),
            version = (
                select b.version
                from board b
                where b.school_id = s.school_id
                and b.teacher_id = s.teacher_id
            )
        where s.school_id = p_school
        and s.id = p_slots[v_index];
    end loop;
end
$$;
