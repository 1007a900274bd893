-- What the tests have in common, in a schema of its own: people, slots, and sessions beside the test's own.
-- `run` loads it into the scratch database; nothing of it reaches another.

create schema fixture;

create function fixture.new_school(p_zone text default 'Europe/Berlin') returns bigint
    language sql
as $$
    insert into school (slug, name, time_zone)
    values ('school-' || gen_random_uuid(), 'A school', p_zone)
    returning id
$$;

create function fixture.new_person(p_school bigint) returns bigint
    language sql
as $$
    insert into person (school_id, email, name, time_zone)
    values (p_school, gen_random_uuid() || '@example.test', 'Somebody', 'Europe/Berlin')
    returning id
$$;

create function fixture.new_teacher(p_school bigint, p_zone text default 'Europe/Berlin') returns bigint
    language sql
as $$
    insert into teacher (school_id, person_id, name, time_zone, place)
    values (p_school, fixture.new_person(p_school), 'A teacher', p_zone, 'Room 1')
    returning id
$$;

create function fixture.person_of(p_school bigint, p_teacher bigint) returns bigint
    language sql
as $$
    select person_id from teacher where school_id = p_school and id = p_teacher
$$;

-- A slot of an hour that starts so far from now, put there without any function, so that it may lie in the past too.
create function fixture.new_slot(
    p_school bigint,
    p_teacher bigint,
    p_starts_in interval default '1 day',
    p_capacity integer default 1
) returns bigint
    language sql
as $$
    update board set version = version + 1 where school_id = p_school and teacher_id = p_teacher;
    insert into slot (school_id, teacher_id, during, time_zone, local_start, capacity, version)
    select p_school, p_teacher, tstzrange(t, t + interval '1 hour'), 'UTC', t at time zone 'UTC', p_capacity, board.version
    from date_trunc('minute', clock_timestamp() + p_starts_in) t, board
    where board.school_id = p_school and board.teacher_id = p_teacher
    returning id
$$;

create function fixture.expire_holds(p_school bigint, p_slot bigint) returns void
    language sql
as $$
    update hold set expires_at = clock_timestamp() - interval '1 minute' where school_id = p_school and slot_id = p_slot;
    update slot set held_until = (select min(expires_at) from hold where school_id = p_school and slot_id = p_slot)
    where school_id = p_school and id = p_slot
$$;

create function fixture.version_of(p_school bigint, p_teacher bigint) returns bigint
    language sql
as $$
    select version from board where school_id = p_school and teacher_id = p_teacher
$$;

-- 'held 1, booked 0, until then' for a slot: what bookings and holds have made of it.
create function fixture.seats(p_school bigint, p_slot bigint) returns text
    language sql
as $$
    select format('held %s, booked %s%s', seats_held, seats_booked, case when held_until is not null then ', until then' end)
    from slot where school_id = p_school and id = p_slot
$$;

-- Passes if the statement is refused by the constraint of this name, and remembers that the constraint has a test.
create table fixture.tested_constraint (name text primary key);
create function fixture.refused_by(p_constraint text, p_statement text) returns text
    language plpgsql
as $$
declare
    v_constraint text;
begin
    begin
        execute p_statement;
    exception
        when integrity_constraint_violation then
            get stacked diagnostics v_constraint = constraint_name;
    end;
    insert into fixture.tested_constraint values (p_constraint) on conflict do nothing;
    -- A partition calls its copy of booking_event_twice booking_event_…_pkey.
    v_constraint := regexp_replace(v_constraint, '^booking_event_.*_pkey$', 'booking_event_twice');
    return is(v_constraint, p_constraint, p_constraint || ' refuses it');
end
$$;

-- A session beside this one, as the api's role. It may wait longer than the api does, as a test machine may be slow.
create function fixture.open_session(p_name text, p_role text default 'slotboard_api') returns void
    language plpgsql
as $$
begin
    perform dblink_connect(p_name, format(
        'host=%s port=%s dbname=%s user=%s',
        split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'), current_database(), p_role
    ));
    perform dblink_exec(p_name, 'set lock_timeout = ''20s''; set statement_timeout = ''30s''; '
        'set idle_in_transaction_session_timeout = ''60s''');
end
$$;

-- The outcome of a call in another session.
create function fixture.outcome_in(p_session text, p_call text) returns text
    language sql
as $$
    select outcome from dblink(p_session, 'select outcome from ' || p_call) as t (outcome text) limit 1
$$;

-- Sends a call and returns once it waits for somebody's lock.
create function fixture.send_until_blocked(p_session text, p_call text) returns void
    language plpgsql
as $$
declare
    v_pid integer;
begin
    select pid into v_pid from dblink(p_session, 'select pg_backend_pid()') as t (pid integer);
    perform dblink_send_query(p_session, 'select outcome from ' || p_call);
    for i in 1..2000 loop
        if cardinality(pg_blocking_pids(v_pid)) > 0 then
            return;
        elsif dblink_is_busy(p_session) = 0 then
            raise exception 'session % was not blocked', p_session;
        end if;
        perform pg_sleep(0.005);
    end loop;
    raise exception 'session % was never blocked', p_session;
end
$$;

-- Locks rows in another session, until it rolls back.
create function fixture.lock_rows(p_session text, p_rows text) returns void
    language plpgsql
as $$
begin
    perform dblink_exec(p_session, 'begin');
    perform from dblink(p_session, 'select 1 from ' || p_rows || ' for no key update') as t (one integer);
end
$$;

-- The outcome of what was sent, once it is there.
create function fixture.awaited_outcome(p_session text) returns text
    language plpgsql
as $$
declare
    v_outcome text;
begin
    begin
        select outcome into v_outcome from dblink_get_result(p_session) as t (outcome text) limit 1;
    exception
        when others then
            perform from dblink_get_result(p_session, false) as t (outcome text);
            raise;
    end;
    -- dblink wants to be asked until there is nothing more.
    perform from dblink_get_result(p_session) as t (outcome text);
    return v_outcome;
end
$$;

grant usage on schema fixture to public;
