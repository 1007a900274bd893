-- Every named constraint refuses what it is there to refuse, and none is left without a test.
begin;
select no_plan();

-- School -1 with teachers -1 and -2, students -3 and -4, slots -1 and -2, a hold, a booking; school -9 with person and teacher -9.
insert into school (id, slug, name, time_zone) overriding system value
values (-1, 'here', 'Here', 'UTC'), (-9, 'there', 'There', 'UTC');
insert into person (school_id, id, email, name, time_zone) overriding system value
values
(-1, -1, '1@x', 'One', 'UTC'), (-1, -2, '2@x', 'Two', 'UTC'), (-1, -3, '3@x', 'Three', 'UTC'), (-1, -4, '4@x', 'Four', 'UTC'),
(-9, -9, '9@x', 'Nine', 'UTC');
insert into person_role values (-1, -3, 'student');
insert into session values (-1, sha256('token'), -3, now(), now());
insert into teacher (school_id, id, person_id, name, time_zone) overriding system value
values (-1, -1, -1, 'One', 'UTC'), (-1, -2, -2, 'Two', 'UTC'), (-9, -9, -9, 'Nine', 'UTC');
insert into slot (school_id, id, teacher_id, during, time_zone, local_start, version) overriding system value
values
(-1, -1, -1, '[2030-01-01 10:00Z,2030-01-01 11:00Z)', 'UTC', '2030-01-01 10:00', 1),
(-1, -2, -2, '[2030-01-02 10:00Z,2030-01-02 11:00Z)', 'UTC', '2030-01-02 10:00', 1);
insert into hold values (-1, -1, -3, now(), now());
insert into booking (school_id, id, slot_id, student_id, during, policy_version) overriding system value
values (-1, -1, -1, -3, '[2030-01-01 10:00Z,2030-01-01 11:00Z)', 1);
insert into booking_event (school_id, at, id, booking_id, kind, actor_id) overriding system value
values (-1, '2001-01-01Z', -1, -1, 'booked', -3);
insert into idempotency_key values (-1, -3, 'key', '', '{}');

-- A school is there once, and its rules make sense.
select refused_by('school_id_twice', $$
    insert into school (id, slug, name, time_zone) overriding system value values (-1, 'new', 'New', 'UTC') $$);
select refused_by('school_slug_taken', $$ update school set slug = 'there' where id = -1 $$);
select refused_by('school_host_taken', $$ update school set host = 'a.example' where id in (-1, -9) $$);
select refused_by('school_host_malformed', $$ update school set host = 'A.example' where id = -1 $$);
select refused_by('school_slug_malformed', $$ update school set slug = 'No slug' where id = -1 $$);
select refused_by('school_name_blank', $$ update school set name = ' ' where id = -1 $$);
select refused_by('school_time_zone_unknown', $$ update school set time_zone = 'Mars/Olympus' where id = -1 $$);
select refused_by('policy_version_twice', $$ insert into policy (school_id, version) values (-1, 1) $$);
select refused_by('policy_without_school', $$ insert into policy (school_id, version) values (-5, 1) $$);
select refused_by('policy_version_below_one', $$ insert into policy (school_id, version) values (-1, 0) $$);
select refused_by('policy_hold_out_of_range', $$
    insert into policy (school_id, version, hold_seconds) values (-1, 2, 0) $$);
select refused_by('policy_notice_out_of_range', $$
    insert into policy (school_id, version, notice_minutes) values (-1, 2, -1) $$);
select refused_by('policy_cutoff_out_of_range', $$
    insert into policy (school_id, version, cutoff_minutes) values (-1, 2, -1) $$);
select refused_by('policy_horizon_out_of_range', $$
    insert into policy (school_id, version, horizon_days) values (-1, 2, 0) $$);
select refused_by('history_table_twice', $$ insert into history_table (name) values ('booking_event') $$);
select refused_by('history_table_keep_below_one', $$ update history_table set keep_months = 0 $$);
select refused_by('installation_second_row', $$ insert into installation default values $$);
select refused_by('installation_row_that_is_not_the_one', $$ insert into installation (only_row) values (false) $$);
select refused_by('migration_file_twice', $$
    insert into migration (file, checksum) select file, checksum from migration limit 1 $$);

-- A person is of one school.
select refused_by('person_id_twice', $$
    insert into person (school_id, id, email, name, time_zone) overriding system value values (-1, -3, 'n@x', 'N', 'UTC') $$);
select refused_by('person_without_school', $$
    insert into person (school_id, email, name, time_zone) values (-5, 'n@x', 'N', 'UTC') $$);
select refused_by('person_email_taken', $$ update person set email = '4@x' where id = -3 $$);
select refused_by('person_email_not_lower_case', $$ update person set email = 'A@x' where id = -3 $$);
select refused_by('person_email_malformed', $$ update person set email = 'x' where id = -3 $$);
select refused_by('person_name_blank', $$ update person set name = '' where id = -3 $$);
select refused_by('person_time_zone_unknown', $$ update person set time_zone = 'FOO+3' where id = -3 $$);
select refused_by('person_role_twice', $$ insert into person_role values (-1, -3, 'student') $$);
select refused_by('person_role_without_person', $$ insert into person_role values (-1, -9, 'student') $$);
select refused_by('person_role_unknown', $$ insert into person_role values (-1, -3, 'king') $$);
select refused_by('session_token_twice', $$ insert into session values (-1, sha256('token'), -4, now(), now()) $$);
select refused_by('session_without_person', $$ insert into session values (-1, sha256('new'), -9, now(), now()) $$);
select refused_by('session_token_not_hashed', $$ insert into session values (-1, 'token', -3, now(), now()) $$);

-- A teacher is one person, with one board.
select refused_by('teacher_id_twice', $$
    insert into teacher (school_id, id, person_id, name, time_zone) overriding system value values (-1, -1, -3, 'N', 'UTC') $$);
select refused_by('teacher_person_twice', $$
    insert into teacher (school_id, person_id, name, time_zone) values (-1, -1, 'N', 'UTC') $$);
select refused_by('teacher_without_person', $$
    insert into teacher (school_id, person_id, name, time_zone) values (-1, -9, 'N', 'UTC') $$);
select refused_by('teacher_name_blank', $$ update teacher set name = ' ' where id = -1 $$);
select refused_by('teacher_time_zone_unknown', $$ update teacher set time_zone = 'europe/berlin' where id = -1 $$);
select refused_by('board_twice', $$ insert into board (school_id, teacher_id) values (-1, -1) $$);
select refused_by('board_without_teacher', $$ insert into board (school_id, teacher_id) values (-1, -9) $$);
select refused_by('board_version_below_oldest', $$ update board set oldest = version + 1 where teacher_id = -1 $$);

-- Slots of a teacher do not overlap, and nobody takes a seat that is not there.
create function pg_temp.slot_from(p_teacher bigint, p_during text) returns text
    language sql
as $$
    select format(
        'insert into slot (school_id, teacher_id, during, time_zone, local_start, version) values (-1, %s, %L, ''UTC'', now(), 1)',
        p_teacher, p_during
    )
$$;
select refused_by('slot_id_twice', $$ insert into slot overriding system value select * from slot where id = -1 $$);
select refused_by('slot_overlap', pg_temp.slot_from(-1, '[2030-01-01 10:59Z,2030-01-01 12:00Z)'));
select lives_ok(pg_temp.slot_from(-1, '[2030-01-01 11:00Z,2030-01-01 12:00Z)'), 'a slot may begin when another ends');
select refused_by('slot_without_teacher', pg_temp.slot_from(-9, '[2030-01-01 10:00Z,2030-01-01 11:00Z)'));
select refused_by('slot_time_malformed', pg_temp.slot_from(-2, during))
from unnest(array[
    '[2030-01-01 10:00Z,2030-01-01 11:00Z]', '(2030-01-01 10:00Z,2030-01-01 11:00Z)', '[2030-01-01 10:00Z,)', 'empty',
    '[2030-01-01 10:00:30Z,2030-01-01 11:00Z)', '[2030-01-01 10:00Z,2030-01-02 10:01Z)'
]) during;
select refused_by('slot_seats_exceeded', $$ update slot set seats_booked = 2 where id = -1 $$);
select refused_by('slot_seats_exceeded', $$
    update slot set seats_booked = 1, seats_held = 1, held_until = now() where id = -1 $$);
select refused_by('slot_capacity_out_of_range', $$ update slot set capacity = 0 where id = -1 $$);
select refused_by('slot_held_until_astray', $$ update slot set held_until = now() where id = -1 $$);
select refused_by('slot_held_until_astray', $$ update slot set seats_held = 1 where id = -1 $$);
select refused_by('slot_withdrawn_while_taken', $$ update slot set seats_booked = 1, withdrawn_at = now() where id = -1 $$);
select refused_by('slot_version_below_one', $$ update slot set version = 0 where id = -1 $$);

-- A student holds one slot and is in one lesson at a time.
select refused_by('hold_seat_held_twice', $$ insert into hold values (-1, -1, -3, now(), now()) $$);
select refused_by('hold_second_hold_of_student', $$ insert into hold values (-1, -2, -3, now(), now()) $$);
select refused_by('hold_without_slot', $$ insert into hold values (-1, -5, -4, now(), now()) $$);
select refused_by('hold_without_student', $$ insert into hold values (-1, -2, -9, now(), now()) $$);
select is(expires_at, date_trunc('second', expires_at), 'a hold expires on a whole second') from hold where slot_id = -1;
create function pg_temp.booking_of(p_slot bigint, p_student bigint, p_during text) returns text
    language sql
as $$
    select format(
        'insert into booking (school_id, slot_id, student_id, during, policy_version) values (-1, %s, %s, %L, 1)',
        p_slot, p_student, p_during
    )
$$;
select refused_by('booking_id_twice', $$ insert into booking overriding system value select * from booking where id = -1 $$);
select refused_by('booking_same_slot_twice', pg_temp.booking_of(-1, -3, '[2030-01-03 10:00Z,2030-01-03 11:00Z)'));
select refused_by('booking_student_busy', pg_temp.booking_of(-2, -3, '[2030-01-01 10:30Z,2030-01-01 11:30Z)'));
select refused_by('booking_without_slot', pg_temp.booking_of(-5, -3, '[2030-01-03 10:00Z,2030-01-03 11:00Z)'));
select refused_by('booking_without_student', pg_temp.booking_of(-1, -9, '[2030-01-03 10:00Z,2030-01-03 11:00Z)'));
select refused_by('booking_half_cancelled', $$ update booking set cancelled_at = now() where id = -1 $$);
select refused_by('booking_half_cancelled', $$ update booking set reason = 'why' where id = -1 $$);
select refused_by('booking_cancelled_by_nobody', $$
    update booking set cancelled_at = now(), cancelled_by = -9 where id = -1 $$);
select refused_by('booking_event_twice', $$
    insert into booking_event (school_id, at, id, booking_id, kind, actor_id) overriding system value
    values (-1, '2001-01-01Z', -1, -1, 'booked', -3) $$);
select refused_by('booking_event_kind_unknown', $$
    insert into booking_event (school_id, at, booking_id, kind, actor_id) values (-1, now(), -1, 'dreamt', -3) $$);
select refused_by('idempotency_key_twice', $$ insert into idempotency_key values (-1, -3, 'key', '', '{}') $$);
select refused_by('idempotency_key_without_person', $$ insert into idempotency_key values (-1, -9, 'key', '', '{}') $$);
select refused_by('idempotency_key_malformed', $$ insert into idempotency_key values (-1, -3, '', '', '{}') $$);

-- A rule that is added is added here too.
create view pg_temp.guard as
select conname as name, coalesce(nullif(conrelid, 0)::regclass::text, contypid::regtype::text) as owner
from pg_constraint
left join pg_class on pg_class.oid = conrelid
where connamespace = 'slotboard'::regnamespace
and not coalesce(relispartition, false)
and contype in ('c', 'f', 'p', 'u', 'x')
union
select relname, indrelid::regclass::text
from pg_index
join pg_class on pg_class.oid = indexrelid
where relnamespace = 'slotboard'::regnamespace
and indisunique
and not relispartition;
select is_empty('select name from pg_temp.guard except select name from fixture.tested_constraint', 'every guard has a test here');
select is_empty('select * from pg_temp.guard where name not like owner || ''%''', 'every guard is named after its table');

select * from finish();
rollback;
