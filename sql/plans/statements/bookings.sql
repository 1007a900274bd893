-- As Sources/Store/Bookings.swift asks.
prepare booking as
select
    b.booking_id, b.booking_slot_id, b.booking_teacher_id, b.teacher_name, b.student_id, b.student_name, b.note, b.place,
    b.created_at, b.cancelled_at, b.cancelled_by, b.reason,
    f.slot_id, f.teacher_id, f.starts_at, f.ends_at, f.utc_offset, f.capacity, f.seats_held, f.seats_booked,
    f.held_until, f.withdrawn, f.version
from (
    select *
    from booking_face b
    where b.school_id = $1::bigint
    and b.booking_id = $2::bigint
    offset 0
) b
join slot_face f on f.school_id = b.school_id and f.slot_id = b.booking_slot_id
join teacher t on t.school_id = b.school_id and t.id = b.booking_teacher_id
where (b.student_id = $3::bigint or t.person_id = $3::bigint);

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
cross join lateral (
    select *
    from booking_face b
    where b.school_id = $1::bigint
    and b.booking_id = page.id
    offset 0
) b
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
cross join lateral (
    select *
    from booking_face b
    where b.school_id = $1::bigint
    and b.booking_id = page.id
    offset 0
) b
join slot_face f on f.school_id = b.school_id and f.slot_id = b.booking_slot_id
order by page.starts_at desc, page.id desc;
