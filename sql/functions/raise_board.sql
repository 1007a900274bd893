-- One more version of a teacher's board. Locks its row, to the end of the transaction: whoever is refused leaves before.
create or replace function raise_board(p_school bigint, p_teacher bigint, p_now timestamptz) returns bigint
    language plpgsql
as $$
declare
    v_version bigint;
begin
    update board
    set version = version + 1, changed_at = p_now
    where school_id = p_school
    and teacher_id = p_teacher
    returning version into v_version;
    return v_version;
end
$$;
