-- As Sources/Store/Slots.swift asks.
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
    and f.withdrawn is not true
    and f.starts_at > unix_seconds(now())
    and f.seats_booked < f.capacity
    and (f.seats_booked + f.seats_held < f.capacity or f.held_until <= unix_seconds(now()))
where wanted.school_id = $1::bigint
and wanted.slot_id = $2::bigint
order by abs(f.starts_at - wanted.starts_at), f.starts_at
limit 3;
