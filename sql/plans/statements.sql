-- The statements that the programs run against large tables, as they stand in Sources/Store, prepared by name; `measure` explains
-- them, and Tests/StackTests/test_statements.py finds each in what a running stack has really asked.

-- Boards.swift
prepare board as
select
    board_epoch(), board.version, t.time_zone,
    f.slot_id, f.teacher_id, f.starts_at, f.ends_at, f.utc_offset, f.capacity, f.seats_held, f.seats_booked,
    f.held_until, f.withdrawn, f.version
from board
join teacher t on t.school_id = board.school_id and t.id = board.teacher_id
left join slot_face f
    on f.school_id = board.school_id
    and f.teacher_id = board.teacher_id
    and not f.withdrawn
    and f.starts_at >= unix_seconds($3::date::timestamp at time zone t.time_zone)
    and f.starts_at < unix_seconds(($3::date + $4::int)::timestamp at time zone t.time_zone)
where board.school_id = $1::bigint
and board.teacher_id = $2::bigint
order by f.starts_at;

prepare changes as
select
    wanted.number, board_epoch(), board.version, board.oldest,
    f.slot_id, f.teacher_id, f.starts_at, f.ends_at, f.utc_offset, f.capacity, f.seats_held, f.seats_booked,
    f.held_until, f.withdrawn, f.version
from unnest($1::bigint[], $2::bigint[], $3::bigint[]) with ordinality as wanted (school_id, teacher_id, since, number)
join board on board.school_id = wanted.school_id and board.teacher_id = wanted.teacher_id
left join lateral (
    select
        f.slot_id, f.teacher_id, f.starts_at, f.ends_at, f.utc_offset, f.capacity, f.seats_held, f.seats_booked,
        f.held_until, f.withdrawn, f.version
    from slot_face f
    where f.school_id = board.school_id
    and f.teacher_id = board.teacher_id
    and f.version > wanted.since
    and f.starts_at > unix_seconds(now()) - 86400
    and f.ends_at > unix_seconds(now())
    offset 0
) f on true
order by wanted.number, f.starts_at;

prepare recent_versions as
select school_id, teacher_id, version
from board
where $1::int is null
or changed_at > clock_timestamp() - make_interval(secs => $1::int);

-- Teachers.swift
prepare teacher as
select
    t.id, t.name, t.subjects, t.languages, t.bio, t.time_zone, t.place, coalesce(opening.number, 1) = 1 as is_first,
    opening.slot_id, opening.teacher_id, opening.starts_at, opening.ends_at, opening.utc_offset, opening.capacity,
    opening.seats_held, opening.seats_booked, opening.held_until, opening.withdrawn, opening.version
from teacher t
left join lateral (
    select f.*, row_number() over (order by f.starts_at) as number
    from slot_face f
    where f.school_id = t.school_id
    and f.teacher_id = t.id
    and not f.withdrawn
    and f.starts_at > unix_seconds(now())
    and f.seats_booked < f.capacity
    and (f.seats_booked + f.seats_held < f.capacity or f.held_until <= unix_seconds(now()))
    order by f.starts_at
    limit 3
) opening on true
where t.school_id = $1::bigint
and t.id = $2::bigint
order by opening.number;

prepare directory as
with found as (
    select t.*, first.starts_at as soonest
    from teacher t
    left join lateral (
        select f.starts_at
        from slot_face f
        where f.school_id = t.school_id
        and f.teacher_id = t.id
        and not f.withdrawn
        and f.starts_at > unix_seconds(now())
        and f.seats_booked < f.capacity
        and (f.seats_booked + f.seats_held < f.capacity or f.held_until <= unix_seconds(now()))
        order by f.starts_at
        limit 1
    ) first on true
    where t.school_id = $1::bigint
    and (
        $2::text is null
        or strpos(folded(t.name || ' ' || array_to_string(t.subjects, ' ')), folded($2::text)) > 0
    )
    and ($3::text is null or folded($3::text) in (select folded(s) from unnest(t.subjects) s))
),
page as (
    select *
    from found
    where not $4::bool
    or (coalesce(soonest, 9223372036854775807), name, id)
    > (coalesce($5::bigint, 9223372036854775807), $6::text, $7::bigint)
    order by coalesce(soonest, 9223372036854775807), name, id
    limit $8::int
)
select
    t.id, t.name, t.subjects, t.languages, t.bio, t.time_zone, t.place, coalesce(opening.number, 1) = 1 as is_first,
    opening.slot_id, opening.teacher_id, opening.starts_at, opening.ends_at, opening.utc_offset, opening.capacity,
    opening.seats_held, opening.seats_booked, opening.held_until, opening.withdrawn, opening.version
from page t
left join lateral (
    select f.*, row_number() over (order by f.starts_at) as number
    from slot_face f
    where f.school_id = t.school_id
    and f.teacher_id = t.id
    and not f.withdrawn
    and f.starts_at > unix_seconds(now())
    and f.seats_booked < f.capacity
    and (f.seats_booked + f.seats_held < f.capacity or f.held_until <= unix_seconds(now()))
    order by f.starts_at
    limit 3
) opening on true
order by coalesce(t.soonest, 9223372036854775807), t.name, t.id, opening.number;

-- Slots.swift
prepare own_slots as
select
    board.version,
    f.slot_id, f.teacher_id, f.starts_at, f.ends_at, f.utc_offset, f.capacity, f.seats_held, f.seats_booked,
    f.held_until, f.withdrawn, f.version,
    f.place, f.note, taker.student_id, taker.name, taker.expires_at, taker.booking_id, taker.note
from board
join teacher t on t.school_id = board.school_id and t.id = board.teacher_id
left join slot_face f
    on f.school_id = board.school_id
    and f.teacher_id = board.teacher_id
    and not f.withdrawn
    and f.starts_at >= unix_seconds($3::date::timestamp at time zone t.time_zone)
    and f.starts_at < unix_seconds(($3::date + $4::int)::timestamp at time zone t.time_zone)
left join lateral (
    select
        h.student_id, p.name, unix_seconds(h.expires_at) as expires_at, null::bigint as booking_id, null::text as note
    from hold h
    join person p on p.school_id = h.school_id and p.id = h.student_id
    where h.school_id = f.school_id
    and h.slot_id = f.slot_id
    and h.expires_at > clock_timestamp()
    union all
    select b.student_id, p.name, null, b.id, b.note
    from booking b
    join person p on p.school_id = b.school_id and p.id = b.student_id
    where b.school_id = f.school_id
    and b.slot_id = f.slot_id
    and b.cancelled_at is null
) taker on true
where board.school_id = $1::bigint
and board.teacher_id = $2::bigint
order by f.starts_at, f.slot_id, taker.booking_id nulls last;

prepare alternatives as
select
    f.slot_id, f.teacher_id, f.starts_at, f.ends_at, f.utc_offset, f.capacity, f.seats_held, f.seats_booked,
    f.held_until, f.withdrawn, f.version
from slot_face wanted
join slot_face f
    on f.school_id = wanted.school_id
    and f.teacher_id = wanted.teacher_id
    and f.starts_at between wanted.starts_at - 14 * 86400 and wanted.starts_at + 14 * 86400
    and f.slot_id <> wanted.slot_id
    and not f.withdrawn
    and f.starts_at > unix_seconds(now())
    and f.seats_booked < f.capacity
    and (f.seats_booked + f.seats_held < f.capacity or f.held_until <= unix_seconds(now()))
where wanted.school_id = $1::bigint
and wanted.slot_id = $2::bigint
order by abs(f.starts_at - wanted.starts_at), f.starts_at
limit 3;

-- Bookings.swift
prepare booking as
select
    b.booking_id, b.booking_slot_id, b.booking_teacher_id, b.teacher_name, b.student_id, b.student_name, b.note, b.place,
    b.created_at, b.cancelled_at, b.cancelled_by, b.reason,
    f.slot_id, f.teacher_id, f.starts_at, f.ends_at, f.utc_offset, f.capacity, f.seats_held, f.seats_booked,
    f.held_until, f.withdrawn, f.version
from booking_face b
join slot_face f on f.school_id = b.school_id and f.slot_id = b.booking_slot_id
join teacher t on t.school_id = b.school_id and t.id = b.booking_teacher_id
where b.school_id = $1::bigint
and b.booking_id = $2::bigint
and (b.student_id = $3::bigint or t.person_id = $3::bigint);

prepare coming_bookings as
with page as (
    (
        select b.id, unix_seconds(lower(b.during)) as starts_at
        from booking b
        where b.school_id = $1::bigint
        and b.student_id = $2::bigint
        and b.cancelled_at is null and b.during && tstzrange(now(), null)
        and ($4::bigint is null or (unix_seconds(lower(b.during)), b.id) > ($4::bigint, $5::bigint))
        order by starts_at asc, b.id asc
        limit $6::int
    )
    union
    (
        select b.id, unix_seconds(lower(s.during)) as starts_at
        from slot s
        join booking b on b.school_id = s.school_id and b.slot_id = s.id
        where s.school_id = $1::bigint
        and s.teacher_id = $3::bigint
        and b.cancelled_at is null and unix_seconds(lower(s.during)) > unix_seconds(now()) - 86400 and upper(s.during) > now()
        and ($4::bigint is null or (unix_seconds(lower(s.during)), b.id) > ($4::bigint, $5::bigint))
        order by starts_at asc, b.id asc
        limit $6::int
    )
    order by starts_at asc, id asc
    limit $6::int
)
select
    b.booking_id, b.booking_slot_id, b.booking_teacher_id, b.teacher_name, b.student_id, b.student_name, b.note, b.place,
    b.created_at, b.cancelled_at, b.cancelled_by, b.reason,
    f.slot_id, f.teacher_id, f.starts_at, f.ends_at, f.utc_offset, f.capacity, f.seats_held, f.seats_booked,
    f.held_until, f.withdrawn, f.version
from page
join booking_face b on b.school_id = $1::bigint and b.booking_id = page.id
join slot_face f on f.school_id = b.school_id and f.slot_id = b.booking_slot_id
order by page.starts_at asc, page.id asc;

prepare past_bookings as
with page as (
    (
        select b.id, unix_seconds(lower(b.during)) as starts_at
        from booking b
        where b.school_id = $1::bigint
        and b.student_id = $2::bigint
        and (b.cancelled_at is not null or upper(b.during) <= now())
        and ($4::bigint is null or (unix_seconds(lower(b.during)), b.id) < ($4::bigint, $5::bigint))
        order by starts_at desc, b.id desc
        limit $6::int
    )
    union
    (
        select b.id, unix_seconds(lower(s.during)) as starts_at
        from slot s
        join booking b on b.school_id = s.school_id and b.slot_id = s.id
        where s.school_id = $1::bigint
        and s.teacher_id = $3::bigint
        and (b.cancelled_at is not null or upper(s.during) <= now())
        and ($4::bigint is null or (unix_seconds(lower(s.during)), b.id) < ($4::bigint, $5::bigint))
        order by starts_at desc, b.id desc
        limit $6::int
    )
    order by starts_at desc, id desc
    limit $6::int
)
select
    b.booking_id, b.booking_slot_id, b.booking_teacher_id, b.teacher_name, b.student_id, b.student_name, b.note, b.place,
    b.created_at, b.cancelled_at, b.cancelled_by, b.reason,
    f.slot_id, f.teacher_id, f.starts_at, f.ends_at, f.utc_offset, f.capacity, f.seats_held, f.seats_booked,
    f.held_until, f.withdrawn, f.version
from page
join booking_face b on b.school_id = $1::bigint and b.booking_id = page.id
join slot_face f on f.school_id = b.school_id and f.slot_id = b.booking_slot_id
order by page.starts_at desc, page.id desc;

-- Sessions.swift
prepare session as
select
    extract(epoch from s.expires_at)::bigint,
    p.id, p.name, p.email, p.time_zone, t.id,
    array(select r.role from person_role r where r.school_id = p.school_id and r.person_id = p.id order by r.role)
from session s
left join person p on p.school_id = s.school_id and p.id = s.person_id
left join teacher t on t.school_id = p.school_id and t.person_id = p.id
where s.school_id = $1::bigint
and s.token_hash = $2::bytea
and s.ended_at is null and s.expires_at > clock_timestamp() and p.blocked_at is null;

-- People.swift
prepare signing_in as
select
    p.id, p.name, p.email, p.time_zone, t.id,
    array(select r.role from person_role r where r.school_id = p.school_id and r.person_id = p.id order by r.role),
    p.password_hash
from person p
left join teacher t on t.school_id = p.school_id and t.person_id = p.id
where p.school_id = $1::bigint
and p.email = $2::text
and p.blocked_at is null;

-- Holds.swift
prepare expired_holds as
select distinct s.school_id, s.teacher_id
from (
    select school_id, slot_id
    from hold
    where expires_at <= now()
    order by expires_at
    limit $1::int
) h
join slot s on s.school_id = h.school_id and s.id = h.slot_id;

-- Forgetting.swift
prepare forgettable_slots as
select distinct s.school_id, s.teacher_id
from (
    select school_id, teacher_id
    from slot
    where withdrawn_at < now() - interval '30 days'
    and not exists (
        select
        from booking b
        where b.school_id = slot.school_id
        and b.slot_id = slot.id
    )
    order by withdrawn_at
    limit $1::int
) s;

-- OwnNews.swift
prepare people_changed as
with changed as (
    select b.school_id, b.teacher_id
    from unnest($1::bigint[], $2::bigint[]) as asked (school_id, teacher_id)
    join board b using (school_id, teacher_id)
    where b.changed_at > now() - make_interval(secs => $3::int)
),
school as (
    select distinct school_id
    from changed
)
select school_id, t.person_id, true, true
from changed
join teacher t using (school_id)
where t.id = changed.teacher_id
union
select school_id, b.student_id, true, false
from school
join booking_event e using (school_id)
join booking b using (school_id)
join slot s using (school_id)
join changed using (school_id)
where e.at > now() - make_interval(secs => $3::int)
and b.id = e.booking_id
and s.id = b.slot_id
and s.teacher_id = changed.teacher_id
union
select school_id, h.student_id, false, true
from school
join hold h using (school_id)
join slot s using (school_id)
join changed using (school_id)
where s.id = h.slot_id
and s.teacher_id = changed.teacher_id;
