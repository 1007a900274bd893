-- As Sources/Store/Boards.swift asks.
prepare board as
select
    board_epoch(), board.version, t.time_zone,
    unix_seconds($3::date::timestamp at time zone t.time_zone),
    unix_seconds(($3::date + $4::int)::timestamp at time zone t.time_zone),
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
