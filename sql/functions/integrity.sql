-- What must never be: a row per broken thing, no rows when all is well. `slotboard integrity` prints it.
-- Locks nothing: one statement, so one snapshot, beside whoever is writing. Reads whole tables; for the owner only.
create or replace function integrity_report()
returns table (check_name text, school_id bigint, offending bigint, detail text)
    language sql
    stable
    security definer
    set search_path = slotboard, public, pg_temp
as $$
    with counted as (
        select
            s.*,
            coalesce(h.seats, 0) as holds,
            h.earliest,
            coalesce(b.seats, 0) as bookings
        from slot s
        left join (
            select h.school_id, h.slot_id, count(*) as seats, min(h.expires_at) as earliest
            from hold h
            group by h.school_id, h.slot_id
        ) h on h.school_id = s.school_id and h.slot_id = s.id
        left join (
            select b.school_id, b.slot_id, count(*) as seats
            from booking b
            where b.cancelled_at is null
            group by b.school_id, b.slot_id
        ) b on b.school_id = s.school_id and b.slot_id = s.id
    ),
    active as (
        select *
        from booking
        where cancelled_at is null
    )
    select 'seats_booked is not the number of bookings', c.school_id, c.id, format('%s, counted %s', c.seats_booked, c.bookings)
    from counted c
    where c.seats_booked <> c.bookings
    union all
    select 'seats_held is not the number of holds', c.school_id, c.id, format('%s, counted %s', c.seats_held, c.holds)
    from counted c
    where c.seats_held <> c.holds
    union all
    select 'held_until is not the earliest expiry', c.school_id, c.id, format('%s, found %s', c.held_until, c.earliest)
    from counted c
    where c.held_until is distinct from c.earliest
    union all
    select 'more seats taken than there are', c.school_id, c.id, format('%s of %s', c.bookings + c.holds, c.capacity)
    from counted c
    where c.bookings + c.holds > c.capacity
    union all
    select 'withdrawn slot is taken', c.school_id, c.id, format('%s bookings, %s holds', c.bookings, c.holds)
    from counted c
    where c.withdrawn_at is not null
    and c.bookings + c.holds > 0
    union all
    select 'slots of a teacher overlap', s.school_id, s.id, format('with slot %s', s.before)
    from (
        select
            slot.*,
            lag(slot.id) over teacher as before,
            max(upper(slot.during)) over (teacher rows between unbounded preceding and 1 preceding) as taken_until
        from slot
        where slot.withdrawn_at is null
        window teacher as (partition by slot.school_id, slot.teacher_id order by lower(slot.during), slot.id)
    ) s
    where s.taken_until > lower(s.during)
    union all
    select 'student is in two lessons at once', a.school_id, a.id, format('student %s, after booking %s', a.student_id, a.before)
    from (
        select
            active.*,
            lag(active.id) over student as before,
            max(upper(active.during)) over (student rows between unbounded preceding and 1 preceding) as busy_until
        from active
        window student as (partition by active.school_id, active.student_id order by lower(active.during), active.id)
    ) a
    where a.busy_until > lower(a.during)
    union all
    select 'student has a slot twice', a.school_id, a.slot_id, format('student %s, bookings %s', a.student_id, array_agg(a.id))
    from active a
    group by a.school_id, a.slot_id, a.student_id
    having count(*) > 1
    union all
    select 'booking has another time than its slot', b.school_id, b.id, format('%s, slot %s', b.during, s.during)
    from booking b
    join slot s on s.school_id = b.school_id and s.id = b.slot_id
    where b.during <> s.during
    union all
    select 'booking of an unknown policy', b.school_id, b.id, format('version %s', b.policy_version)
    from booking b
    where not exists (
        select from policy p where p.school_id = b.school_id and p.version = b.policy_version
    )
    union all
    select 'teacher without a board', t.school_id, t.id, t.name
    from teacher t
    where not exists (
        select from board o where o.school_id = t.school_id and o.teacher_id = t.id
    )
    union all
    select 'slot is newer than its board', s.school_id, s.id, format('version %s, board %s', s.version, o.version)
    from slot s
    join board o on o.school_id = s.school_id and o.teacher_id = s.teacher_id
    where s.version > o.version
    union all
    select 'student holds two slots', h.school_id, h.student_id, format('slots %s', array_agg(h.slot_id))
    from hold h
    group by h.school_id, h.student_id
    having count(*) > 1
    union all
    select 'event of no booking', e.school_id, e.booking_id, e.kind
    from booking_event e
    where not exists (
        select from booking b where b.school_id = e.school_id and b.id = e.booking_id
    )
    order by 1, 2, 3
$$;
comment on function integrity_report is 'A row per thing that must never be.';
