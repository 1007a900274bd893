-- Whom a write function names: the students whose holds and bookings it changed, and the person behind each slot's teacher.
begin;
select no_plan();

create function pg_temp.told(p_call text, variadic p_ids bigint[]) returns text
    language plpgsql
as $$
declare
    v_told text;
begin
    execute format(
        $q$
            with answer as materialized (select holders, bookers, teacher_person_id from %s)
            select format(
                'holders %%s, bookers %%s, teachers %%s',
                array(select distinct unnest(holders) from answer order by 1),
                array(select distinct unnest(bookers) from answer order by 1),
                array(select distinct teacher_person_id from answer where teacher_person_id is not null order by 1)
            )
        $q$,
        format(p_call, variadic p_ids)
    ) into v_told;
    return v_told;
end
$$;

create function pg_temp.people(p_holders bigint[], p_bookers bigint[], p_teachers bigint[]) returns text
    language sql
as $$
    select format('holders %s, bookers %s, teachers %s', p_holders, p_bookers, p_teachers)
$$;

select new_school() as school \gset
select new_teacher(:school) as teacher \gset
select new_teacher(:school) as other_teacher \gset
select person_of(:school, :teacher) as tea, person_of(:school, :other_teacher) as cher \gset
select new_person(:school) as ann \gset
select new_person(:school) as ben \gset
select
    new_slot(:school, :teacher, '1 day', 2) as slot, new_slot(:school, :teacher, '2 days') as later,
    new_slot(:school, :other_teacher, '3 days') as elsewhere \gset

select is(
    pg_temp.told('hold_slot(%s, %s, %s)', :school, :ann, :slot),
    pg_temp.people(array[:ann], '{}', array[:tea]),
    'a hold is news to its student'
);
select is(
    pg_temp.told('hold_slot(%s, %s, %s)', :school, :ann, :slot),
    pg_temp.people('{}', '{}', array[:tea]),
    'a hold that is kept is nobody''s news'
);
select is(
    pg_temp.told('hold_slot(%s, %s, %s)', :school, :ann, :elsewhere),
    pg_temp.people(array[:ann], '{}', array[:tea, :cher]),
    'one that lets another go is about both teachers'
);
select is(
    pg_temp.told('release_hold(%s, %s, %s)', :school, :ann, :elsewhere),
    pg_temp.people(array[:ann], '{}', array[:cher]),
    'a hold let go is news to its student'
);
select is(
    pg_temp.told('book_slot(%s, %s, %s, null, ''k1'', ''\x00'')', :school, :ann, :slot),
    pg_temp.people('{}', array[:ann], array[:tea]),
    'a booking is news to its student'
);
select is(
    pg_temp.told('book_slot(%s, %s, %s, null, ''k1'', ''\x00'')', :school, :ann, :slot),
    pg_temp.people('{}', '{}', array[:tea]),
    'only once'
);

select outcome from hold_slot(:school, :ann, :later) \gset
select expire_holds(:school, :later);
select is(
    pg_temp.told('book_slot(%s, %s, %s, null, ''k2'', ''\x00'')', :school, :ben, :later),
    pg_temp.people(array[:ann], array[:ben], array[:tea]),
    'an expired hold that a booking takes over is news to whoever had it'
);
select id as booking from booking where student_id = :ben \gset
select outcome from hold_slot(:school, :ben, :elsewhere) \gset
select is(
    pg_temp.told('move_booking(%s, %s, %s, %s)', :school, :ben, :booking, :elsewhere),
    pg_temp.people(array[:ben], array[:ben], array[:tea, :cher]),
    'a move is news to its student, with the hold that it used, and about both teachers'
);
select is(
    pg_temp.told('cancel_booking(%s, %s, %s, null)', :school, :ben, :booking),
    pg_temp.people('{}', array[:ben], array[:cher]),
    'a cancellation is news to its student'
);
select is(
    pg_temp.told('cancel_booking(%s, %s, %s, null)', :school, :ben, :booking),
    pg_temp.people('{}', '{}', array[:cher]),
    'a second one is nobody''s news'
);

select outcome from book_slot(:school, :ben, :slot, null, 'k3', '\x00') \gset
select is(
    pg_temp.told('change_slot(%s, %s, %s, null, true, ''Attic'', false, null)', :school, :teacher, :slot),
    pg_temp.people('{}', array[:ann, :ben], array[:tea]),
    'another place is news to all who have booked'
);
select is(
    pg_temp.told('change_slot(%s, %s, %s, 3, false, null, false, null)', :school, :teacher, :slot),
    pg_temp.people('{}', array[:ann, :ben], array[:tea]),
    'another capacity too'
);
select is(
    pg_temp.told('change_slot(%s, %s, %s, 3, false, null, false, null)', :school, :teacher, :slot),
    pg_temp.people('{}', '{}', array[:tea]),
    'the same again is not'
);

select outcome from hold_slot(:school, :ann, :later) \gset
select is(
    pg_temp.told('withdraw_slots(%s, %s, array[%s])', :school, :teacher, :later),
    pg_temp.people(array[:ann], '{}', array[:tea]),
    'a withdrawal is news to who held the time'
);
select outcome from hold_slot(:school, :ben, :elsewhere) \gset
select expire_holds(:school, :elsewhere);
select is(
    pg_temp.told('sweep_holds(%s, %s)', :school, :other_teacher),
    pg_temp.people(array[:ben], '{}', array[:cher]),
    'a swept hold is news to its student'
);

select * from finish();
rollback;
