-- The instant of a wall time; null where the zone's clock skips it or never shows it at that offset (in seconds). Of a repeated
-- wall time the first, unless an offset says otherwise. All zone arithmetic is PostgreSQL's, by the system's tzdata: `at time zone`
-- moves a skipped time silently and takes the second of a repeated one, so candidates by the offsets of the day before and the day
-- after are tried as well, and only those count that read as the same wall time.
-- Locks nothing.
create or replace function instant_of(p_local timestamp, p_zone text, p_utc_offset integer) returns timestamptz
    language sql
    stable
as $$
    select min(instant)
    from (
        values
        ((p_local - interval '24 hours') at time zone p_zone + interval '24 hours'),
        (p_local at time zone p_zone),
        ((p_local + interval '24 hours') at time zone p_zone - interval '24 hours')
    ) candidate (instant)
    where instant at time zone p_zone = p_local
    and instant at time zone 'UTC' = coalesce(p_local - make_interval(secs => p_utc_offset), instant at time zone 'UTC')
$$;
