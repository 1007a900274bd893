-- As Sources/Store/Teachers.swift asks.
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
    and f.withdrawn is not true
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
        and f.withdrawn is not true
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
    and f.withdrawn is not true
    and f.starts_at > unix_seconds(now())
    and f.seats_booked < f.capacity
    and (f.seats_booked + f.seats_held < f.capacity or f.held_until <= unix_seconds(now()))
    order by f.starts_at
    limit 3
) opening on true
order by coalesce(t.soonest, 9223372036854775807), t.name, t.id, opening.number;
