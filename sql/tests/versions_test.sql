-- The version of a board: gapless, in commit order, never without its slots. Two sessions write while this one reads.
select no_plan();
select open_session('first'), open_session('second') \gset ignored_

select new_school() as school \gset
select new_teacher(:school) as teacher, new_person(:school) as ann, new_person(:school) as ben \gset
select count(new_slot(:school, :teacher, d * interval '1 day')) from generate_series(1, 6) d \gset ignored_
select version_of(:school, :teacher) as before \gset

-- While one transaction is open
select dblink_exec('first', 'begin') \gset ignored_
select outcome_in(
    'first',
    format('hold_slot(%s, %s, (select min(id) from slot where teacher_id = %s))', :school, :ann, :teacher)
) \gset ignored_
select is(version_of(:school, :teacher), :before::bigint, 'a version is not seen before its transaction ends');
select is(max(version), :before::bigint, 'nor are its slots') from slot where teacher_id = :teacher;
select dblink_exec('first', 'commit') \gset ignored_
select is(version_of(:school, :teacher), :before + 1::bigint, 'then both are');
select is(max(version), :before + 1::bigint, 'at once') from slot where teacher_id = :teacher;
select outcome_in(
    'first',
    format('release_hold(%s, %s, (select min(id) from slot where teacher_id = %s))', :school, :ann, :teacher)
) \gset ignored_
select version_of(:school, :teacher) as before \gset

-- While two sessions hold and let go as fast as they can: 300 times each, every one a transaction
create table fixture.written (version bigint not null, session text not null);
grant insert on fixture.written to slotboard_api;
select format(
    $$
        do $do$
        begin
            for i in 1..300 loop
                insert into fixture.written (version, session)
                select version, '%%1$s'
                from hold_slot(%1$s, %%2$s, (select min(slot_id) + %%3$s + i %%%% 3 from slot_face where teacher_id = %2$s))
                where changed
                limit 1;
                commit;
            end loop;
        end
        $do$
    $$, :school, :teacher
) as writing \gset
select dblink_send_query('first', format(:'writing', 'first', :ann, 0)) \gset ignored_
select dblink_send_query('second', format(:'writing', 'second', :ben, 3)) \gset ignored_

create procedure fixture.watch(p_teacher bigint)
    language plpgsql
as $$
declare
    v_read record;
    v_reads integer := 0;
    v_wrong integer := 0;
    v_backward integer := 0;
    v_seen bigint := 0;
begin
    while dblink_is_busy('first') = 1 or dblink_is_busy('second') = 1 loop
        select b.version as board, max(f.version) as newest into v_read
        from board b
        left join slot_face f on f.school_id = b.school_id and f.teacher_id = b.teacher_id
        where b.teacher_id = p_teacher
        group by b.version;
        v_reads := v_reads + 1;
        v_wrong := v_wrong + (v_read.board <> v_read.newest)::integer;
        v_backward := v_backward + (v_read.board < v_seen)::integer;
        v_seen := v_read.board;
        commit;
    end loop;
    create table fixture.watched as select v_reads as reads, v_wrong as wrong, v_backward as backward;
end
$$;
call fixture.watch(:teacher);
select is(status, 'DO', 'both sessions finish without a deadlock')
from unnest(array['first', 'second']) session, dblink_get_result(session) as t (status text);

select cmp_ok(reads, '>', 20, 'the board was read many times meanwhile') from fixture.watched;
select is(wrong, 0, 'each time one statement saw a version and the slot that has it') from fixture.watched;
select is(backward, 0, 'and it never went backward') from fixture.watched;
select results_eq(
    'select version from fixture.written order by version',
    format('select * from generate_series(%s::bigint, %s::bigint)', :before + 1, version_of(:school, :teacher)),
    'every version between the first and the last was given to exactly one transaction'
);
select is(count(*), 600::bigint, 'of which there were 600') from fixture.written;
select is_empty('select * from integrity_report()', 'nothing is broken');

select count(dblink_disconnect(name)) from unnest(dblink_get_connections()) name \gset ignored_
select * from finish();
