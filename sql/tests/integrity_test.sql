-- integrity_report names what was broken by hand, and nothing else. Guards that would forbid the breaking are taken away first.
begin;
select no_plan();

select new_school() as school \gset
select new_teacher(:school) as teacher, new_person(:school) as ann, new_person(:school) as ben \gset
select new_slot(:school, :teacher) as slot, new_slot(:school, :teacher, '2 days') as other_slot \gset
select booking_id as booking from book_slot(:school, :ann, :slot, null, null, null) \gset
select hold_slot(:school, :ben, :other_slot) \gset ignored_
select is_empty('select * from integrity_report()', 'nothing is broken at first');

alter table slot drop constraint slot_seats_exceeded, drop constraint slot_overlap, drop constraint slot_withdrawn_while_taken,
    drop constraint slot_held_until_astray;
alter table booking drop constraint booking_student_busy;
alter table hold drop constraint hold_second_hold_of_student;
drop index booking_same_slot_twice;

-- Breaks something, looks what is reported, and mends it.
create function pg_temp.reported(p_breaking text) returns setof text
    language plpgsql
as $$
begin
    begin
        execute p_breaking;
        return query select check_name from integrity_report();
        raise exception using errcode = 'ZZ001';
    exception
        when sqlstate 'ZZ001' then
            null;
    end;
end
$$;
create function pg_temp.reports(p_breaking text, variadic p_checks text[]) returns text
    language sql
as $$
    select set_eq(
        format('select pg_temp.reported(%L)', p_breaking),
        p_checks,
        'it reports: ' || array_to_string(p_checks, ', ')
    )
$$;

select pg_temp.reports(
    format('update slot set seats_booked = 0 where id = %s', :slot),
    'seats_booked is not the number of bookings'
);
select pg_temp.reports(
    format('update slot set seats_held = 0 where id = %s', :other_slot),
    'seats_held is not the number of holds'
);
select pg_temp.reports(
    format('update slot set held_until = held_until + interval ''1 minute'' where id = %s', :other_slot),
    'held_until is not the earliest expiry'
);
select pg_temp.reports(
    format(
        $$
            insert into hold values (%1$s, %2$s, %3$s, now(), now());
            update slot set seats_held = 1, held_until = now()::timestamptz(0) where id = %2$s
        $$,
        :school,
        :slot,
        :ann
    ),
    'more seats taken than there are'
);
select pg_temp.reports(format('update slot set withdrawn_at = now() where id = %s', :slot), 'withdrawn slot is taken');
select pg_temp.reports(
    format('update slot set during = (select during from slot where id = %s) where id = %s', :slot, :other_slot),
    'slots of a teacher overlap'
);
select pg_temp.reports(
    format(
        $$
            insert into booking (school_id, slot_id, student_id, during, policy_version)
            select school_id, slot_id, student_id, during, 1 from booking where id = %s;
            update slot set capacity = 2, seats_booked = 2 where id = %s
        $$,
        :booking,
        :slot
    ),
    'student is in two lessons at once', 'student has a slot twice'
);
select pg_temp.reports(
    format('update booking set during = ''[2030-01-01 10:00Z,2030-01-01 11:00Z)'' where id = %s', :booking),
    'booking has another time than its slot'
);
select pg_temp.reports(
    format('update booking set policy_version = 9 where id = %s', :booking),
    'booking of an unknown policy'
);
select pg_temp.reports(
    format(
        $$
            insert into hold select school_id, %1$s, student_id, expires_at from hold where slot_id = %2$s;
            update slot
            set capacity = 2, seats_held = 1, held_until = (select held_until from slot where id = %2$s)
            where id = %1$s
        $$,
        :slot,
        :other_slot
    ),
    'student holds two slots'
);
select pg_temp.reports(
    format('update slot set version = version + 1 where id = %s', :other_slot),
    'slot is newer than its board'
);
select pg_temp.reports(format('delete from board where teacher_id = %s', :teacher), 'teacher without a board');
select pg_temp.reports(
    format('update booking_event set booking_id = 0 where booking_id = %s', :booking),
    'event of no booking'
);
select is_empty('select * from integrity_report()', 'nothing is broken at last');

select * from finish();
rollback;
