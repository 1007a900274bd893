-- What each statement costs without the indexes of PERFORMANCE_OPTIMIZATION_INDEXES.sql and with them: `measure` runs this as a
-- superuser. The indexes are dropped in a transaction that is rolled back; in it whoever writes has to wait, so this is for a
-- database of nobody else's.

\set QUIET on
\set ON_ERROR_STOP on
\pset null '–'
\pset footer off
set client_min_messages = warning;
set search_path = slotboard, public;
-- As through PgBouncer, where every statement is planned for its values.
set plan_cache_mode = force_custom_plan;
set jit = off;

\ir statements.sql

-- Somebody of the demo school in the middle: a teacher of whom most is past, and a student with some hundreds of lessons.
select id as school from school where slug = 'demo' \gset
select t.id as teacher, t.person_id as teachers_person, b.version
from teacher t
join board b on b.school_id = t.school_id and b.teacher_id = t.id
where t.school_id = :school
order by t.id
limit 1
offset (select count(*) / 2 from teacher where school_id = :school) \gset
select b.student_id as student, b.id as booking
from slot s
join booking b on b.school_id = s.school_id and b.slot_id = s.id
where s.school_id = :school and s.teacher_id = :teacher
order by b.id
limit 1 \gset
select s.id as slot
from slot s
where s.school_id = :school and s.teacher_id = :teacher and lower(s.during) > now() + interval '1 day'
and s.withdrawn_at is null and s.seats_booked = 0
order by lower(s.during)
limit 1 \gset
select p.email, coalesce(encode(x.token_hash, 'hex'), '') as token
from person p
left join lateral (
    select token_hash
    from session
    where session.school_id = p.school_id and session.person_id = p.id
    order by created_at desc
    limit 1
) x on true
where p.school_id = :school and p.id = :student \gset
select t.school_id as other_school, t.id as forgettable
from slot s
join teacher t on t.school_id = s.school_id and t.id = s.teacher_id
where s.withdrawn_at < now() - interval '30 days'
limit 1 \gset

create temporary table work (place serial, name text, role text, statement text, writes boolean);
insert into work (name, role, statement, writes)
values
('board, a week', 'api', format('execute board(%s, %s, %L, 7)', :school, :teacher, current_date), false),
('changes of a board', 'live', format('execute changes(array[%s], array[%s], array[%s])', :school, :teacher, :version), false),
('a teacher', 'api', format('execute teacher(%s, %s)', :school, :teacher), false),
('directory', 'api', format('execute directory(%s, null, null, false, null, null, null, 21)', :school), false),
('own week of a teacher', 'api', format('execute own_slots(%s, %s, %L, 14)', :school, :teacher, current_date - 7), false),
('alternatives to a slot', 'api', format('execute alternatives(%s, %s)', :school, :slot), false),
('a booking', 'api', format('execute booking(%s, %s, %s)', :school, :booking, :student), false),
('a student''s coming lessons', 'api',
    format('execute coming_bookings(%s, %s, null, null, null, 21)', :school, :student), false),
('a student''s past lessons', 'api',
    format('execute past_bookings(%s, %s, null, null, null, 21)', :school, :student), false),
('a teacher''s coming lessons', 'api',
    format('execute coming_bookings(%s, %s, %s, null, null, 21)', :school, :teachers_person, :teacher), false),
('a teacher''s past lessons', 'api',
    format('execute past_bookings(%s, %s, %s, null, null, 21)', :school, :teachers_person, :teacher), false),
('session', 'api', format('execute session(%s, decode(%L, ''hex''))', :school, :'token'), false),
('sign-in', 'api', format('execute signing_in(%s, %L)', :school, :'email'), false),
('hold_slot', 'api', format('select * from hold_slot(%s, %s, %s)', :school, :student, :slot), true),
('book_slot', 'api', format('select * from book_slot(%s, %s, %s, null, ''plan'', '''')', :school, :student, :slot), true),
('boards with expired holds', 'jobs', 'execute expired_holds(500)', false),
('whom a lost change concerns', 'jobs', format('execute people_changed(array[%s], array[%s], 600)', :school, :teacher), false),
('forget keys', 'jobs', 'select forget_keys(1000)', true),
('forget sessions', 'jobs', 'select forget_sessions(1000)', true),
('boards to forget slots of', 'jobs', 'execute forgettable_slots(500)', false),
('forget slots of a board', 'jobs', format('select forget_slots(%s, %s)', :other_school, :forgettable), true),
('sign somebody out everywhere', 'owner', format('select end_sessions(%s, %s)', :school, :student), true),
('activity of a day', 'monitor', 'select * from ops.activity', false);

create temporary table found (place integer, phase text, ms numeric, planning_ms numeric, buffers bigint, scans text);

-- Each statement as its role, three times (once where it takes half a second), with the large tables that it reads whole. Nothing
-- of what it writes stays.
create function pg_temp.explain_all(p_phase text) returns void
    language plpgsql
as $$
declare
    v_work record;
    v_plan json;
begin
    for v_work in select * from work order by place loop
        for v_try in 1..3 loop
            begin
                execute format('set local role slotboard_%s', v_work.role);
                execute 'explain (analyze, buffers, format json) ' || v_work.statement into v_plan;
                raise exception sqlstate 'ZZ001';
            exception
                when sqlstate 'ZZ001' then
                    null;
            end;
            insert into found
            values (
                v_work.place, p_phase, (v_plan -> 0 ->> 'Execution Time')::numeric, (v_plan -> 0 ->> 'Planning Time')::numeric,
                (v_plan -> 0 -> 'Plan' ->> 'Shared Hit Blocks')::bigint + (v_plan -> 0 -> 'Plan' ->> 'Shared Read Blocks')::bigint,
                (
                    select string_agg(distinct c.relname, ', ')
                    from regexp_matches(v_plan::text, '"Seq Scan",[^}]*?"Relation Name": "([a-z_0-9]+)"', 'g') scan
                    join pg_class c on c.oid = to_regclass(scan[1])
                    where c.reltuples > 10000
                )
            );
            exit when (v_plan -> 0 ->> 'Execution Time')::numeric > 500;
        end loop;
    end loop;
end
$$;

begin;
select format('drop index slotboard.%I', c.relname)
from pg_index i
join pg_class c on c.oid = i.indexrelid
where c.relnamespace = 'slotboard'::regnamespace
and not c.relispartition
and not i.indisunique
and not i.indisexclusion
\gexec
select pg_temp.explain_all('before') \gset ignored_
select json_agg(found) as before from found \gset
rollback;
insert into found
select * from json_populate_recordset(null::found, :'before');
begin;
select pg_temp.explain_all('after') \gset ignored_
commit;

create temporary view best as
select distinct on (w.place, f.phase) w.place, w.name, w.role, f.phase, f.ms, f.planning_ms, f.buffers, f.scans
from found f
join work w using (place)
order by w.place, f.phase, f.ms;
create temporary view pair as
select
    b.place, b.name as statement, b.role, b.ms as before_ms, b.buffers as before_buffers, b.scans as read_whole_before, a.ms as after_ms,
    a.buffers as after_buffers, a.scans as read_whole_after, a.planning_ms
from best b
join best a using (place)
where b.phase = 'before'
and a.phase = 'after';

select
    statement, role, round(before_ms, 2) as before_ms, before_buffers, round(after_ms, 2) as after_ms, after_buffers,
    round(before_ms / after_ms, 1) as ratio, round(planning_ms, 2) as planning_ms, read_whole_after
from pair
order by place;

select
    count(*) as slow_statements, round(sum(before_ms), 1) as before_ms, round(sum(after_ms), 1) as after_ms,
    round(sum(before_ms) / sum(after_ms), 1) as ratio,
    round(percentile_cont(0.5) within group (order by before_ms / after_ms)::numeric, 1) as median_ratio
from pair
where before_ms >= 10;
