-- People, what they are in their school, and their sessions.

create table person (
    school_id bigint not null,
    id bigint not null generated always as identity,
    email text not null,
    name text not null,
    time_zone text not null,
    password_hash text,
    blocked_at timestamptz,
    created_at timestamptz not null default clock_timestamp(),
    constraint person_id_twice primary key (school_id, id),
    constraint person_without_school foreign key (school_id) references school,
    constraint person_email_taken unique (school_id, email),
    constraint person_email_not_lower_case check (email = lower(email)),
    constraint person_email_malformed check (email ~ '^\S+@\S+$'),
    constraint person_name_blank check (name ~ '\S'),
    constraint person_time_zone_unknown check (known_time_zone(time_zone))
);
comment on table person is
    'One person of one school. Its row is the lock under which a student''s bookings and holds are decided.';
comment on constraint person_email_taken on person is 'One account per address and school.';

create table person_role (
    school_id bigint not null,
    person_id bigint not null,
    role text not null,
    constraint person_role_twice primary key (school_id, person_id, role),
    constraint person_role_without_person foreign key (school_id, person_id) references person,
    constraint person_role_unknown check (role in ('student', 'teacher', 'admin'))
);
comment on table person_role is 'One person may be several things at once.';

create table session (
    school_id bigint not null,
    token_hash bytea not null,
    person_id bigint not null,
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    constraint session_token_twice primary key (school_id, token_hash),
    constraint session_without_person foreign key (school_id, person_id) references person,
    constraint session_token_not_hashed check (octet_length(token_hash) = 32)
);
comment on table session is 'A signed-in browser. Only the SHA-256 of its token is here.';
