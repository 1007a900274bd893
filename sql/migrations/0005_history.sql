-- What happened, and what was already answered.

create table booking_event (
    school_id bigint not null,
    at timestamptz not null,
    id bigint not null generated always as identity,
    booking_id bigint not null,
    kind text not null,
    actor_id bigint not null,
    detail jsonb not null default '{}',
    constraint booking_event_twice primary key (school_id, at, id),
    constraint booking_event_kind_unknown check (kind in ('booked', 'moved', 'cancelled'))
) partition by range (at);
comment on table booking_event is
    'Who did what to a booking, and when: written in the booking''s own transaction, never changed, by month so that old months can be detached.';

create table booking_event_default partition of booking_event default;
comment on table booking_event_default is 'Takes what no month has a partition for, so that a booking never fails for want of one.';

do $$
declare
    v_month date;
begin
    for v_month in
        select generate_series(date_trunc('month', now()), now() + interval '24 months', interval '1 month')::date
    loop
        execute format(
            'create table %I partition of booking_event for values from (%L) to (%L)',
            'booking_event_' || to_char(v_month, 'YYYY_MM'),
            v_month::timestamp at time zone 'UTC',
            (v_month + interval '1 month')::timestamp at time zone 'UTC'
        );
    end loop;
end
$$;

create table idempotency_key (
    school_id bigint not null,
    person_id bigint not null,
    key text not null,
    request_hash bytea not null,
    made bigint[] not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint idempotency_key_twice primary key (school_id, person_id, key),
    constraint idempotency_key_without_person foreign key (school_id, person_id) references person,
    constraint idempotency_key_malformed check (length(key) between 1 and 255)
);
comment on table idempotency_key is
    'One click, one booking: inserted last in the transaction of what it made, so a refusal leaves nothing and the key may be tried again. Kept 7 days.';
comment on column idempotency_key.made is 'The booking''s id, or the slots'' ids in the order of the request.';
