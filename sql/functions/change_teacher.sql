-- Changes what a teacher says of themself; null leaves a thing as it is.
-- Locks: the teacher · the board (only where the zone changes).
-- A board shows its zone and is cut into days by it: another zone is a new version of the board. So the zone is compared under
-- the teacher's lock: of two changes at once each sees what the other wrote.
create or replace function change_teacher(
    p_school bigint,
    p_teacher bigint,
    p_name text,
    p_subjects text[],
    p_languages text[],
    p_bio text,
    p_time_zone text,
    p_set_place boolean,
    p_place text
) returns bigint
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set enable_seqscan = off
as $$
declare
    v_time_zone text;
    v_version bigint;
begin
    if p_time_zone is not null then
        select time_zone into v_time_zone
        from teacher
        where school_id = p_school
        and id = p_teacher
        for no key update;
        if v_time_zone <> p_time_zone then
            v_version := raise_board(p_school, p_teacher, clock_timestamp());
        end if;
    end if;

    update teacher
    set
        name = coalesce(p_name, name),
        subjects = coalesce(p_subjects, subjects),
        languages = coalesce(p_languages, languages),
        bio = coalesce(p_bio, bio),
        time_zone = coalesce(p_time_zone, time_zone),
        place = case when p_set_place then p_place else place end
    where school_id = p_school
    and id = p_teacher;

    return v_version;
end
$$;
comment on function change_teacher is 'The board''s new version where the change raised it, else null.';
grant execute on function change_teacher to slotboard_api;
