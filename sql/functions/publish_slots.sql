-- A teacher publishes slots by wall times of the teacher's zone, all of them or none; each refused one is answered by its position.
-- Locks: the actor (whose key it is) · the board, before the first insert.
create or replace function publish_slots(
    p_school bigint,
    p_teacher bigint,
    p_dates date[],
    p_times time[],
    p_minutes integer[],
    p_capacities integer[],
    p_utc_offsets integer[],
    p_places text[],
    p_notes text[],
    p_key text,
    p_request_hash bytea,
    p_actor bigint
) returns setof write_result
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_locked boolean;
    v_key idempotency_key;
    v_teacher teacher;
    v_seen bigint;
    v_version bigint;
    v_during tstzrange[];
    v_now timestamptz;
    v_refused write_result[];
    v_made bigint[];
begin
    select * into v_teacher from teacher where school_id = p_school and id = p_teacher;
    if not found then
        return next refusal('not_found');
        return;
    end if;
    if coalesce(cardinality(p_dates), 0) = 0 then
        raise invalid_parameter_value using message = 'there is no slot to publish';
    end if;
    v_during := ranges_of(v_teacher.time_zone, p_dates, p_times, p_minutes, p_utc_offsets);

    -- First a look without a lock, then for good.
    foreach v_locked in array '{f,t}'::boolean[] loop
        if v_locked then
            perform from person where school_id = p_school and id = p_actor for no key update;
            perform from board where school_id = p_school and teacher_id = p_teacher for no key update;
        end if;

        -- Whoever publishes raises the version: unchanged since the look, there is nothing new to overlap with.
        select version into v_version from board where school_id = p_school and teacher_id = p_teacher;
        if v_version is distinct from v_seen then
            v_seen := v_version;
            v_now := clock_timestamp();
            v_refused := array(select r from publish_refusals(p_school, p_teacher, v_during, v_now) as r);
        end if;

        -- The key is looked up last: where the twin has committed since, its slots are what was just refused for.
        select * into v_key from idempotency_key where school_id = p_school and person_id = p_actor and key = p_key;
        if v_key.request_hash <> p_request_hash then
            return next refusal('key_reused');
            return;
        elsif v_key.key is not null then
            return query select * from slot_results('replay', p_school, v_key.made, false, p_numbered => true);
            return;
        elsif cardinality(v_refused) > 0 then
            return query select * from unnest(v_refused);
            return;
        end if;
    end loop;

    v_version := raise_board(p_school, p_teacher, v_now);

    with made as (
        insert into slot (school_id, teacher_id, during, time_zone, local_start, capacity, version, place, note, created_at)
        select
            p_school, p_teacher, w.during, v_teacher.time_zone, w.date + w.time, coalesce(w.capacity, 1), v_version,
            w.place, w.note, v_now
        from unnest(v_during, p_dates, p_times, p_capacities, p_places, p_notes)
            as w (during, date, time, capacity, place, note)
        order by w.during
        returning id, during
    )
    select array_agg(made.id order by w.position) into v_made
    from unnest(v_during) with ordinality w (during, position)
    join made on made.during = w.during;

    insert into idempotency_key (school_id, person_id, key, request_hash, made, created_at)
    select p_school, p_actor, p_key, p_request_hash, v_made, v_now
    where p_key is not null;

    return query select * from slot_results('published', p_school, v_made, true, p_numbered => true);
end
$$;

-- The ranges of wall times, in their order; null where there is no such time. Locks nothing.
create or replace function ranges_of(
    p_zone text,
    p_dates date[],
    p_times time[],
    p_minutes integer[],
    p_utc_offsets integer[]
) returns tstzrange[]
    language sql
    stable
as $$
    select array_agg(tstzrange(i.instant, i.instant + make_interval(mins => i.minutes)) order by i.position)
    from (
        select
            w.position,
            w.minutes,
            instant_of(w.date + w.time, p_zone, w.utc_offset) as instant
        from unnest(p_dates, p_times, p_minutes, p_utc_offsets)
            with ordinality as w (date, time, minutes, utc_offset, position)
    ) i
$$;

-- A row for each range that cannot be published: no such time, in the past, too far ahead, or over another slot, be it on the board
-- or in the same request. Locks nothing.
create or replace function publish_refusals(
    p_school bigint,
    p_teacher bigint,
    p_during tstzrange[],
    p_now timestamptz
) returns setof write_result
    language plpgsql
as $$
begin
    return query
    select (refusal(r.outcome, r.position)).*
    from (
        select
            w.position::integer,
            case
                when lower_inf(w.during) then 'no_such_time'
                when lower(w.during) <= p_now then 'in_the_past'
                when lower(w.during) > p_now + make_interval(hours => 24 * p.horizon_days) then 'too_far'
                when max(upper(w.during)) over earlier > lower(w.during) then 'overlap'
                when exists (
                    select
                    from slot s
                    where s.school_id = p_school
                    and s.teacher_id = p_teacher
                    and s.withdrawn_at is null
                    and s.during && w.during
                ) then 'overlap'
            end as outcome
        from unnest(p_during) with ordinality w (during, position)
        cross join current_policy(p_school) p
        window earlier as (order by w.during, w.position rows between unbounded preceding and 1 preceding)
    ) r
    where r.outcome is not null
    order by r.position;
end
$$;

grant execute on function publish_slots(
    bigint, bigint, date[], time[], integer[], integer[], integer[], text[], text[], text, bytea, bigint
) to slotboard_api;
