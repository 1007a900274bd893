-- Wall times become instants by the system's tzdata.
begin;
select no_plan();

select is(
    instant_of('2028-01-17 16:00', 'America/Vancouver', null),
    '2028-01-17 16:00-07',
    'Vancouver stays at −07:00 in the winter of 2028 (tzdata 2026f)'
);

select is(
    instant_of('2027-03-28 02:30', 'Europe/Berlin', null),
    null,
    'a wall time that the clock skips is no time'
);
select is(
    instant_of('2027-03-28 02:30', 'Europe/Berlin', 3600),
    null,
    'nor does an offset make it one'
);
select is(
    instant_of('2027-10-31 02:30', 'Europe/Berlin', null),
    '2027-10-31 02:30+02',
    'a repeated wall time is the first'
);
select is(
    instant_of('2027-10-31 02:30', 'Europe/Berlin', 3600),
    '2027-10-31 02:30+01',
    'unless the offset says the second'
);
select is(
    instant_of('2027-10-31 02:30', 'Europe/Berlin', 7200),
    '2027-10-31 02:30+02',
    'or says the first'
);
select is(
    instant_of('2027-10-31 02:30', 'Europe/Berlin', 0),
    null,
    'an offset that the zone does not have there is no time'
);
select is(
    instant_of('2027-06-01 10:00', 'Europe/Berlin', 3600),
    null,
    'neither is winter''s offset in summer'
);
select is(
    instant_of('2027-10-03 02:15', 'Australia/Lord_Howe', null),
    null,
    'Lord Howe skips half an hour'
);
select is(
    instant_of('2027-04-04 01:45', 'Australia/Lord_Howe', null),
    '2027-04-04 01:45+11',
    'and repeats half an hour'
);
select is(
    instant_of('2011-12-30 12:00', 'Pacific/Apia', null),
    null,
    'Samoa skipped a day'
);

-- Every quarter of an hour of two years, in zones with all sorts of changes: the instant reads as the wall time, and is the first such.
select is_empty(
    $$
        select zone, local
        from
            unnest(array['Europe/Berlin', 'America/Vancouver', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/St_Johns']) zone,
            generate_series(timestamp '2026-01-01', timestamp '2027-12-31 23:45', interval '15 minutes') local,
            instant_of(local, zone, null) instant
        where instant at time zone zone <> local
        or (instant - interval '1 hour') at time zone zone = local
        or (instant - interval '30 minutes') at time zone zone = local
    $$,
    'an instant reads as its wall time in its zone and is the first that does'
);

select ok(known_time_zone('America/Argentina/Buenos_Aires'), 'a zone of three parts is known');
select ok(known_time_zone('UTC'), 'UTC is known');
select ok(not known_time_zone('FOO+3'), 'a POSIX invention is not');
select ok(not known_time_zone('Europe/Atlantis'), 'nor a place without a zone');

select is(unix_seconds('2026-12-01 00:00:00.9Z'), 1796083200::bigint, 'unix seconds are whole, rounded down');

select * from finish();
rollback;
