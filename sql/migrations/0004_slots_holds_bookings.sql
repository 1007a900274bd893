-- What is offered, what is held, what is booked. Only the functions of sql/functions write these tables.

-- A domain, as its check is made when a value arrives. As a check of the table it would be prepared anew for every booking of the
-- slot, which took 90 of 120 µs of the update.
create domain slot_time as tstzrange
    constraint slot_time_malformed check (
        lower_inc(value)
        and not upper_inc(value)
        and not upper_inf(value)
        and upper(value) - lower(value) <= interval '24 hours'
        and date_part('second', lower(value) at time zone 'UTC') = 0
        and date_part('second', upper(value) at time zone 'UTC') = 0
    );
comment on domain slot_time is 'When a slot is: half-open, of whole minutes, at most a day long.';

create table slot (
    school_id bigint not null,
    id bigint not null generated always as identity,
    teacher_id bigint not null,
    during slot_time not null,
    time_zone text not null,
    local_start timestamp not null,
    capacity integer not null default 1,
    seats_held integer not null default 0,
    seats_booked integer not null default 0,
    held_until timestamptz(0),
    version bigint not null,
    place text,
    note text,
    created_at timestamptz not null default clock_timestamp(),
    withdrawn_at timestamptz,
    constraint slot_id_twice primary key (school_id, id),
    constraint slot_without_teacher foreign key (school_id, teacher_id) references teacher,
    constraint slot_overlap exclude using gist (
        school_id with =,
        teacher_id with =,
        during with &&
    ) where (withdrawn_at is null),
    constraint slot_seats_exceeded check (
        seats_held >= 0
        and seats_booked >= 0
        and seats_held + seats_booked <= capacity
    ),
    constraint slot_capacity_out_of_range check (capacity between 1 and 1000),
    constraint slot_held_until_astray check ((held_until is null) = (seats_held = 0)),
    constraint slot_withdrawn_while_taken check (withdrawn_at is null or seats_held + seats_booked = 0),
    constraint slot_version_below_one check (version >= 1)
) with (fillfactor = 80);
comment on table slot is
    'An offer of a teacher, and the outbox of its own changes: the changes since V are the rows with version > V. Its time and teacher '
    'never change; its status is derived. No index names a column that bookings write, so every such update is HOT.';
comment on column slot.local_start is
    'The wall time that was agreed, in time_zone. Not checked against during: the rules of a zone may change after the agreement.';
comment on column slot.held_until is
    'The earliest expiry among its holds: a full slot is open again from then on, whether or not the sweeper has run.';
comment on column slot.version is 'The version of the board at its last change that a visitor sees.';
comment on column slot.place is 'Overrides the teacher''s place for this slot.';
comment on constraint slot_overlap on slot is 'Never: a teacher''s slots overlap.';
comment on constraint slot_seats_exceeded on slot is 'Never: two active bookings on one place. The counters are kept under the row''s lock.';
comment on constraint slot_held_until_astray on slot is 'held_until is there exactly while a seat is held.';
comment on constraint slot_withdrawn_while_taken on slot is 'A slot that somebody booked is not withdrawn; withdrawing lets holds go.';

create table hold (
    school_id bigint not null,
    slot_id bigint not null,
    student_id bigint not null,
    expires_at timestamptz(0) not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint hold_seat_held_twice primary key (school_id, slot_id, student_id),
    constraint hold_without_slot foreign key (school_id, slot_id) references slot,
    constraint hold_without_student foreign key (school_id, student_id) references person,
    constraint hold_second_hold_of_student unique (school_id, student_id)
);
comment on table hold is
    'A seat kept for a student for some minutes. Written only under the lock of its slot; one past its expiry binds nobody.';
comment on constraint hold_second_hold_of_student on hold is 'One hold per student: a new one lets the old one go.';
comment on column hold.expires_at is 'In whole seconds, so that page and database mean the same moment.';

create table booking (
    school_id bigint not null,
    id bigint not null generated always as identity,
    slot_id bigint not null,
    student_id bigint not null,
    during tstzrange not null,
    policy_version integer not null,
    note text,
    created_at timestamptz not null default clock_timestamp(),
    cancelled_at timestamptz,
    cancelled_by bigint,
    reason text,
    constraint booking_id_twice primary key (school_id, id),
    constraint booking_without_slot foreign key (school_id, slot_id) references slot,
    constraint booking_without_student foreign key (school_id, student_id) references person,
    constraint booking_cancelled_by_nobody foreign key (school_id, cancelled_by) references person,
    constraint booking_student_busy exclude using gist (
        school_id with =,
        student_id with =,
        during with &&
    ) where (cancelled_at is null),
    constraint booking_half_cancelled check (
        (cancelled_at is null) = (cancelled_by is null)
        and (cancelled_at is not null or reason is null)
    )
);
comment on table booking is
    'A student''s seat in a slot. No reference to policy: its row would be locked by every booking of the school.';
comment on column booking.during is 'The slot''s range, copied for the exclusion constraint; it cannot drift, as a slot''s time never changes.';
comment on constraint booking_student_busy on booking is 'Never: a student in two lessons at once.';
comment on constraint booking_half_cancelled on booking is 'A cancellation has a time and somebody who did it.';

create unique index booking_same_slot_twice on booking (school_id, slot_id, student_id) where cancelled_at is null;
comment on index booking_same_slot_twice is
    'Never: two active bookings of one student on one slot. Also the way from a slot to its active bookings (counting seats, the teacher''s week).';
