-- The installation, its schools and their rules.

create function unix_seconds(p_instant timestamptz) returns bigint
    language sql immutable parallel safe
    return floor(date_part('epoch', p_instant - '1970-01-01 00:00:00+00'::timestamptz))::bigint;
comment on function unix_seconds is
    'Whole seconds since 1970. Built from immutable parts (extract from timestamptz is only stable), so that it can be inlined and indexed.';
grant execute on function unix_seconds to slotboard_api, slotboard_live, slotboard_jobs;

create function known_time_zone(p_zone text) returns boolean
    language plpgsql immutable parallel safe
as $$
begin
    -- PostgreSQL would also take POSIX inventions such as FOO+3, which no browser knows.
    if p_zone !~ '^(UTC|Etc/GMT(0|\+([0-9]|1[0-2])|-([0-9]|1[0-4]))?|[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_-]+)+)$' then
        return false;
    end if;
    perform timestamp '2000-01-01' at time zone p_zone;
    return true;
exception
    when invalid_parameter_value then
        return false;
end
$$;
comment on function known_time_zone is 'Whether a name is an IANA zone of the system''s tzdata.';
grant execute on function known_time_zone to slotboard_api;

create table installation (
    only_row boolean not null default true,
    epoch_counter bigint not null default unix_seconds(clock_timestamp()),
    constraint installation_second_row primary key (only_row),
    constraint installation_row_that_is_not_the_one check (only_row)
);
insert into installation default values;
comment on table installation is
    'One row. epoch_counter tells this history of versions from one that a restore or wipe took back: see board_epoch().';

create table school (
    id bigint not null generated always as identity,
    slug text not null,
    name text not null,
    host text,
    time_zone text not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint school_id_twice primary key (id),
    constraint school_slug_taken unique (slug),
    constraint school_host_taken unique (host),
    constraint school_slug_malformed check (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'),
    constraint school_host_malformed check (host = lower(host) and host <> ''),
    constraint school_name_blank check (name ~ '\S'),
    constraint school_time_zone_unknown check (known_time_zone(time_zone))
);
comment on table school is 'A tenant. Its id leads every key, so no row can point across schools.';

create table policy (
    school_id bigint not null,
    version integer not null,
    hold_seconds integer not null default 300,
    notice_minutes integer not null default 0,
    cutoff_minutes integer not null default 0,
    horizon_days integer not null default 400,
    created_at timestamptz not null default clock_timestamp(),
    constraint policy_version_twice primary key (school_id, version),
    constraint policy_without_school foreign key (school_id) references school,
    constraint policy_version_below_one check (version >= 1),
    constraint policy_hold_out_of_range check (hold_seconds between 1 and 86400),
    constraint policy_notice_out_of_range check (notice_minutes between 0 and 525600),
    constraint policy_cutoff_out_of_range check (cutoff_minutes between 0 and 525600),
    constraint policy_horizon_out_of_range check (horizon_days between 1 and 3660)
);
comment on table policy is
    'A school''s rules; the newest version counts, and a booking keeps the version it was made under. Rows are added, never changed.';
comment on column policy.hold_seconds is 'How long a hold keeps a seat.';
comment on column policy.notice_minutes is 'How long before its start a slot can last be held or booked.';
comment on column policy.cutoff_minutes is 'How long before its start a student can last cancel or move a booking.';
comment on column policy.horizon_days is 'How far ahead a slot can be published, held or booked.';

create function give_policy_to_schools() returns trigger
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
as $$
begin
    insert into policy (school_id, version)
    select id, 1 from made;
    return null;
end
$$;
create trigger school_gets_policy
    after insert on school
    referencing new table as made
    for each statement execute function give_policy_to_schools();
comment on trigger school_gets_policy on school is 'A school is never without rules: version 1 is the defaults.';
