-- Indexes that no constraint needs, each with the query it serves. Rules for a new one are in CONVENTIONS.md; the first:
-- nothing may name a column that bookings write on slot (version, seats_held, seats_booked, held_until), or no booking is HOT.
--
-- A DBA applies this to a live database, as slotboard_owner or a superuser:    psql -f PERFORMANCE_OPTIMIZATION_INDEXES.sql …
-- bin/migrate does so when the file has changed. Nobody who writes has to wait. It may be run again at any time, after an
-- interruption too: what is there stays, what was left invalid is dropped first; in the end it says what was built. A table on
-- which another session is at work (create index concurrently, reindex, vacuum) is left to it: this file ends with a word and
-- is run again later.
--
-- Each index with its query, and that query's plan, pages and time on the large demo (bin/up --demo large) without the index and
-- with it: sql/plans/measure, on two busy cores, where a time may be off by half and the pages are not.
-- What they cost: a booking enters a row into booking_by_student, booking_by_slot, idempotency_key_by_age and (seldom)
-- booking_event_by_time. With the four it took 527 µs of processor, without them 480, and wrote 1,497 bytes to the log, not 1,230
-- (medians of five turns of 3,000 bookings in one session). The others are free for it.
--
-- None is covering (`include`): tried on the large demo, turn by turn in one session, after a vacuum and after every 200th row,
-- and so nearly every page, was written. "Now" is the plain index of this file.
--   * slot_by_teacher_and_start with all that a board shows. What bookings write is part of that, so they are no longer HOT:
--     518 µs of processor, now 443, and 1,988 bytes of log, now 1,609 (medians of six turns of 2,000). For that a board reads
--     50 pages, now 55, in the same 0.3 ms; the directory 3,114, now 4,120, in 21 ms, now 29; once written to, 3,358 pages and
--     21 ms, now 24: not worth it, with the edge's cache before both. 120 MB, now 39.
--   * The same without what bookings write: no board and no opening is answered by the index alone. 102 MB.
--   * booking_by_student with id, during and cancelled_at, for a student's past lessons: 376 pages, now 571; written to, 449. The
--     time is the same within what it varies by (0.6–1.0 ms, now 0.5–1.1), as the pages left out are in memory. With
--     booking_by_slot made alike, a teacher's past lessons read 991 pages, now 1,011. A booking takes the same time and writes
--     1,663 bytes. 74 and 47 MB, now 9 and 28: equal keys are kept once, but not with columns beside them.
--   * A student's coming lessons: booking_student_busy, the constraint's, has the time in it already; few rows are left to fetch.

\set ON_ERROR_STOP on
\set QUIET on
\set VERBOSITY terse
set client_min_messages = warning;
set statement_timeout = 0;
set lock_timeout = 0;

do $$
begin
    if to_regclass('slotboard.slot') is null then
        raise exception 'database % is not Slotboard''s, or has no schema yet: bin/migrate makes it', current_database();
    elsif not pg_has_role('slotboard_owner', 'usage') then
        raise exception '% may not build indexes here: connect as slotboard_owner or as a superuser', current_user;
    elsif not pg_try_advisory_lock(hashtext('slotboard.indexes')) then
        raise exception 'another session is building these indexes: let it finish';
    end if;
end
$$;

-- Two builds of one table end in a deadlock that may strike the other's: each waits for the other's lock or snapshot. So where
-- another session builds, reindexes or vacuums, this file keeps away from the table and ends. pg_locks shows everybody's builds
-- to every role, as pg_stat_progress_create_index does not. Autovacuum (a session of no role) gives way by itself.
create or replace procedure pg_temp.leave_to_others(p_table regclass)
    language plpgsql
as $$
declare
    v_pid int;
begin
    for attempt in 1..20 loop
        select l.pid
        into v_pid
        from pg_locks l
        join pg_stat_activity a on a.pid = l.pid and a.usesysid is not null
        where l.locktype = 'relation'
        and l.database = (select oid from pg_database where datname = current_database())
        and l.relation = p_table
        and l.mode = 'ShareUpdateExclusiveLock'
        and l.pid <> pg_backend_pid()
        limit 1;
        if not found then
            return;
        end if;
        -- Something short may pass meanwhile. The other waits for old snapshots: this one lets go of its own.
        commit;
        perform pg_sleep(0.1);
    end loop;
    raise exception 'process % is at work on table %: run this again when it has finished', v_pid, p_table;
end
$$;

-- What was left invalid is dropped. A build that is under way is invalid too: only when nobody is at work any more is it known
-- which of them nobody will finish.
select distinct format('call pg_temp.leave_to_others(%L)', i.indrelid::regclass)
from pg_index i
join pg_class c on c.oid = i.indexrelid
where not i.indisvalid
and c.relnamespace = 'slotboard'::regnamespace
and c.relkind = 'i'
\gexec

select
    format('call pg_temp.leave_to_others(%L)', i.indrelid::regclass),
    format('drop index concurrently slotboard.%I', c.relname)
from pg_index i
join pg_class c on c.oid = i.indexrelid
where not i.indisvalid
and c.relnamespace = 'slotboard'::regnamespace
and c.relkind = 'i'
\gexec

select coalesce(max(oid), 0) as newest_before from pg_class where relkind = 'i' \gset

-- A teacher's board, from a day to a day:      slot_face where school_id, teacher_id, starts_at between
-- Its changes since a version:                 … and starts_at > now − 24 h (no slot is longer) and version > V
-- A teacher's next openings, the directory's:  … and starts_at > now order by starts_at limit 3
--     board        without: bitmap of slot_overlap, sorted     89 pages    1.3 ms    with: index scan     53 pages   0.4 ms
--     changes      without: scan of all slots              22,238 pages    352 ms    with: index scan     16 pages   0.1 ms
--     directory    without: slot_overlap, per teacher      43,555 pages  1,471 ms    with: index scan  4,117 pages    39 ms
call pg_temp.leave_to_others('slotboard.slot');
create index concurrently if not exists slot_by_teacher_and_start
on slotboard.slot (school_id, teacher_id, slotboard.unix_seconds(lower(during)));
comment on index slotboard.slot_by_teacher_and_start is
    'Boards, changes since a version, next openings. The exclusion constraint''s index knows no withdrawn slots and no order.';

-- My past lessons:                             booking where school_id, student_id
-- Without the start: a student has some hundreds at most, and an expression here would cost every booking 50 µs.
-- (Those to come are found by booking_student_busy, the exclusion constraint's.)
--     past         without: scan of all bookings           14,431 pages    156 ms    with: index scan    586 pages   0.8 ms
call pg_temp.leave_to_others('slotboard.booking');
create index concurrently if not exists booking_by_student
on slotboard.booking (school_id, student_id);
comment on index slotboard.booking_by_student is 'A student''s lessons, cancelled ones included.';

-- The lessons I gave:                          slot join booking where teacher_id order by starts_at desc limit 20
-- Whether a withdrawn slot was ever booked; and the foreign key, when such a slot is deleted.
-- booking_same_slot_twice knows active bookings only.
--     past         without: scan of all bookings, hashed   50,681 pages    677 ms    with: nested loop 1,036 pages   0.6 ms
--     20 deleted   without: a scan of all for each        272,446 pages  8,072 ms    with: index scan    352 pages   0.6 ms
call pg_temp.leave_to_others('slotboard.booking');
create index concurrently if not exists booking_by_slot
on slotboard.booking (school_id, slot_id);
comment on index slotboard.booking_by_slot is 'A slot''s bookings, cancelled ones included; the way of a foreign key when a slot is deleted.';

-- The sweeper, every second:                   hold where expires_at <= now
--     5,000 held   without: scan of all holds                  42 pages    0.3 ms    with: index scan      2 pages  0.02 ms
call pg_temp.leave_to_others('slotboard.hold');
create index concurrently if not exists hold_by_expiry
on slotboard.hold (expires_at);
comment on index slotboard.hold_by_expiry is 'Holds that have expired, of all schools.';

-- Forgetting, every hour:                      slot where withdrawn_at < now − 30 days
-- Partial: what is offered is not in it, so bookings do not pay for it.
--     500 of them  without: scan of all slots              36,289 pages  1,100 ms    with: index scan  1,514 pages   0.7 ms
call pg_temp.leave_to_others('slotboard.slot');
create index concurrently if not exists slot_by_withdrawal
on slotboard.slot (withdrawn_at)
where withdrawn_at is not null;
comment on index slotboard.slot_by_withdrawal is 'Slots that were withdrawn long ago, of all schools.';

-- Forgetting, every hour:                      idempotency_key where created_at < now − 7 days order by created_at limit 1,000
--     deleted too  without: scan of all keys, sorted        4,802 pages     77 ms    with: index scan  3,019 pages   0.8 ms
call pg_temp.leave_to_others('slotboard.idempotency_key');
create index concurrently if not exists idempotency_key_by_age
on slotboard.idempotency_key (created_at);
comment on index slotboard.idempotency_key_by_age is 'The oldest keys, of all schools.';

-- Forgetting, every hour:                      session where least(expires_at, ended_at) < now − 1 day
--     1,000        without: scan of all, sorted             5,513 pages    133 ms    with: index scan  3,016 pages   0.8 ms
call pg_temp.leave_to_others('slotboard.session');
create index concurrently if not exists session_by_end
on slotboard.session (least(expires_at, ended_at));
comment on index slotboard.session_by_end is 'Sessions that are over, of all schools: least() passes over the null of one that nobody ended.';

-- Blocking somebody ends their sessions:       session where school_id, person_id
--     40 ended     without: scan of all sessions            5,280 pages     84 ms    with: index scan    450 pages   0.8 ms
call pg_temp.leave_to_others('slotboard.session');
create index concurrently if not exists session_by_person
on slotboard.session (school_id, person_id);
comment on index slotboard.session_by_person is 'Somebody''s sessions.';

-- What all schools did in the last day (ops.activity), and exports of a period:     booking_event where at between
--     a day        without: scan of the month               2,178 pages     37 ms    with: bitmap        398 pages    33 ms
-- History lies in the order of its time: BRIN needs a few kB where a B-tree would take a fifth of the table.
-- The partitioned index is a frame that is valid once each partition's is attached; partitions made later bring theirs along.
do $$
begin
    if to_regclass('slotboard.booking_event_by_time') is not null then
        return;
    end if;
    -- The frame keeps writers out for the moment that it takes, so it does not wait for any either.
    set local lock_timeout = '50ms';
    for attempt in 1..200 loop
        begin
            create index booking_event_by_time on only slotboard.booking_event
            using brin (at) with (pages_per_range = 16, autosummarize = on);
            return;
        exception
            when lock_not_available then
                perform pg_sleep(0.05);
        end;
    end loop;
    raise exception 'booking_event was written to without a pause for ten seconds: run this again';
end
$$;
comment on index slotboard.booking_event_by_time is 'A span of time, of all schools.';

-- The partitions whose index is not part of the frame yet.
select
    format('call pg_temp.leave_to_others(%L)', c.oid::regclass),
    format(
        'create index concurrently if not exists %I on slotboard.%I using brin (at) with (pages_per_range = 16, autosummarize = on)',
        c.relname || '_by_time', c.relname
    ),
    format('alter index slotboard.booking_event_by_time attach partition slotboard.%I', c.relname || '_by_time')
from pg_inherits p
join pg_class c on c.oid = p.inhrelid
where p.inhparent = 'slotboard.booking_event'::regclass
and not exists (
    select
    from pg_inherits attached
    join pg_index i on i.indexrelid = attached.inhrelid
    where attached.inhparent = 'slotboard.booking_event_by_time'::regclass
    and i.indrelid = c.oid
)
order by c.relname
\gexec

-- Of an expression the planner knows nothing until somebody has looked.
select
    format('call pg_temp.leave_to_others(%L)', i.indrelid::regclass),
    format('analyze slotboard.%I', t.relname)
from pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_class t on t.oid = i.indrelid
where i.indexprs is not null
and c.relnamespace = 'slotboard'::regnamespace
and not exists (
    select from pg_stats s where s.schemaname = 'slotboard' and s.tablename = c.relname
)
\gexec

select
    c.relname as index,
    case when c.oid > :newest_before then 'built' else 'was there' end as state,
    pg_size_pretty(pg_relation_size(c.oid)) as size
from pg_index i
join pg_class c on c.oid = i.indexrelid
where c.relnamespace = 'slotboard'::regnamespace
and c.relkind = 'i'
and not c.relispartition
and not i.indisunique
and not i.indisexclusion
order by c.relname;
select pg_advisory_unlock(hashtext('slotboard.indexes')) \gset ignored_
