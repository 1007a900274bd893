-- The reads and writes that everything waits for find their way by an index, and bookings stay HOT.
begin;
select no_plan();

select is_empty(
    $$
        select i.indexrelid::regclass::text, a.attname
        from pg_index i
        join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = i.indexrelid and d.refobjid = i.indrelid
        join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
        where i.indrelid = 'slot'::regclass
        and a.attname in ('version', 'seats_held', 'seats_booked', 'held_until')
    $$,
    'no index names what bookings write on a slot'
);
select results_eq(
    $$ select indexrelid::regclass::text from pg_index where indrelid = 'board'::regclass $$,
    $$ values ('board_twice') $$,
    'a board has no index but its key'
);
select is_empty(
    $$ select confrelid::regclass from pg_constraint where contype = 'f' and confrelid = 'board'::regclass $$,
    'and nothing references it'
);

select new_school() as school \gset
select count(new_teacher(:school)) from generate_series(1, 20) \gset ignored_
insert into slot (school_id, teacher_id, during, time_zone, local_start, version)
select :school, t.id, tstzrange(s, s + interval '1 hour'), 'UTC', s at time zone 'UTC', 1
from teacher t, generate_series(timestamptz '2020-01-01 00:00Z', '2020-02-28 00:00Z', interval '2 hours') s
where t.school_id = :school;
update board set version = 1 where school_id = :school;
analyze slot, board;
-- Twenty boards would be read without an index, a thousand not.
set local enable_seqscan = off;

-- The indexes that a statement's plan uses.
create function pg_temp.way_of(p_statement text) returns text
    language plpgsql
as $$
declare
    v_plan json;
begin
    execute 'explain (format json) ' || p_statement into v_plan;
    return (
        select string_agg(distinct way[1], ' ' order by way[1])
        from regexp_matches(v_plan::text, '"(?:Index Name|Node Type)": "(Seq Scan|[a-z_]+)"', 'g') way
    );
end
$$;
select max(id) as teacher from teacher where school_id = :school \gset
select is(
    pg_temp.way_of(format(
        $$
            select * from slot_face
            where school_id = %s and teacher_id = %s and starts_at >= 1579000000 and starts_at < 1579600000 and not withdrawn
        $$,
        :school, :teacher
    )),
    'slot_by_teacher_and_start',
    'a board'
);
select is(
    pg_temp.way_of(format(
        $$
            select *
            from board b
            left join slot_face f
                on f.school_id = b.school_id and f.teacher_id = b.teacher_id and f.version > 1
                and f.starts_at > 1579000000 - 86400 and f.ends_at > 1579000000
            where b.school_id = %s and b.teacher_id = %s
        $$,
        :school, :teacher
    )),
    'board_twice slot_by_teacher_and_start',
    'the changes since a version'
);
select is(
    pg_temp.way_of(format(
        $$
            select * from slot_face
            where school_id = %s and teacher_id = %s and starts_at > 1579000000
            order by starts_at
            limit 3
        $$,
        :school, :teacher
    )),
    'slot_by_teacher_and_start',
    'the next openings'
);
select is(
    pg_temp.way_of(format(
        $$
            select * from slot
            where school_id = %s::bigint and teacher_id = %s::bigint and withdrawn_at is null
            and during && '[2020-02-01 00:00Z,2020-02-01 02:00Z)'
        $$,
        :school, :teacher
    )),
    'slot_overlap',
    'what overlaps'
);

-- A hold and a booking write the slot and the board twice each.
select new_slot(:school, :teacher) as slot \gset
select new_person(:school) as ann \gset
select
    pg_stat_get_xact_tuples_hot_updated('slot'::regclass) as slot_before,
    pg_stat_get_xact_tuples_hot_updated('board'::regclass) as board_before \gset
select hold_slot(:school, :ann, :slot) \gset ignored_
select book_slot(:school, :ann, :slot, null, null, null) \gset ignored_
select is(seats(:school, :slot), 'held 0, booked 1', 'a slot is held and booked');
select is(pg_stat_get_xact_tuples_hot_updated('slot'::regclass) - :slot_before, 2::bigint, 'its row is written HOT');
select is(pg_stat_get_xact_tuples_hot_updated('board'::regclass) - :board_before, 2::bigint, 'and so is its board''s');

select * from finish();
rollback;
