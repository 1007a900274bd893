-- publish_slots: wall times of the teacher's zone, all or nothing.
begin;
select no_plan();

select new_school() as school \gset
select new_teacher(:school) as teacher \gset
select person_of(:school, :teacher) as me \gset
insert into policy (school_id, version, horizon_days) values (:school, 2, 3000);

-- The last Sundays of March and October of the year after next: Berlin changes its clocks in that night.
select
    make_date(y, 3, 31) - extract(dow from make_date(y, 3, 31))::integer as spring,
    make_date(y, 10, 31) - extract(dow from make_date(y, 10, 31))::integer as autumn
from (select extract(year from now())::integer + 2 as y) next \gset

select version_of(:school, :teacher) as before \gset
select results_eq(
    format(
        $$
            select outcome, changed, position, utc_offset, capacity, version
            from publish_slots(
                %s, %s, array[%L::date, %L::date], '{10:00,10:00}', '{60,60}', '{1,3}', null, '{null,Attic}', '{note,null}',
                'every Saturday', '\x01', %s
            )
        $$, :school, :teacher, :'spring'::date - 1, :'spring'::date + 6, :me
    ),
    format(
        $$ values ('published', true, 1, 3600, 1, %1$s::bigint), ('published', true, 2, 7200, 3, %1$s) $$,
        :before + 1
    ),
    'every Saturday at ten stays at ten across a clock change, and both are one version'
);
select results_eq(
    format('select local_start::time, place, note, time_zone from slot where school_id = %s order by during', :school),
    $$ values (time '10:00', null, 'note', 'Europe/Berlin'), ('10:00', 'Attic', null, 'Europe/Berlin') $$,
    'the agreed wall time, place and note are kept'
);

-- A call with dates, times and offsets; everything else is the usual. %s: what to select.
create function pg_temp.publishing(
    p_school bigint, p_teacher bigint, p_me bigint, p_dates date[], p_times time[], p_offsets integer[] default null,
    p_key text default null, p_hash bytea default '\x02'
) returns table (outcome text, "position" integer, starts_at bigint)
    language sql
as $$
    select outcome, position, starts_at
    from publish_slots(
        p_school, p_teacher, p_dates, p_times, array_fill(30, array[cardinality(p_dates)]),
        array_fill(1, array[cardinality(p_dates)]), p_offsets, null, null, p_key, p_hash, p_me
    )
$$;

select results_eq(
    format(
        'select outcome, position from pg_temp.publishing(%s, %s, %s, array[%L, %L, %L]::date[], ''{02:30,12:00,02:45}'')',
        :school, :teacher, :me, :'spring', :'spring', :'spring'
    ),
    $$ values ('no_such_time', 1), ('no_such_time', 3) $$,
    'wall times that the clock skips are refused one by one'
);
select results_eq(
    format('select outcome, position from pg_temp.publishing(%s, %s, %s, array[%L]::date[], ''{02:30}'', ''{0}'')',
        :school, :teacher, :me, :'autumn'),
    $$ values ('no_such_time', 1) $$,
    'an offset that the zone does not have there is no time'
);
select is(count(*), 2::bigint, 'a refusal makes nothing of the request') from slot where school_id = :school;
select is(version_of(:school, :teacher), :before + 1::bigint, 'and raises no version');
select results_eq(
    format(
        'select outcome, starts_at from pg_temp.publishing(%s, %s, %s, array[%L, %L]::date[], ''{02:30,02:30}'', ''{null,3600}'')',
        :school, :teacher, :me, :'autumn', :'autumn'
    ),
    format(
        $$ values ('published', unix_seconds(%L)), ('published', unix_seconds(%L)) $$,
        :'autumn' || ' 02:30+02', :'autumn' || ' 02:30+01'
    ),
    'a repeated wall time is the first unless the offset says otherwise, and both may be published'
);
select results_eq(
    format(
        'select outcome, position from pg_temp.publishing(%s, %s, %s, array[%L, %L, %L]::date[], ''{08:00,10:30,08:15}'')',
        :school, :teacher, :me, :'spring'::date - 1, :'spring'::date - 1, :'spring'::date - 1
    ),
    $$ values ('overlap', 2), ('overlap', 3) $$,
    'what overlaps a slot on the board or an earlier one of the request is refused'
);
select results_eq(
    format(
        'select outcome, position from pg_temp.publishing(%s, %s, %s, array[current_date - 1, current_date + 3001], ''{10:00,10:00}'')',
        :school, :teacher, :me
    ),
    $$ values ('in_the_past', 1), ('too_far', 2) $$,
    'the past and what lies beyond the horizon are refused'
);
select is(
    (select outcome from pg_temp.publishing(:school, 0, :me, array[current_date + 1], '{10:00}')),
    'not_found',
    'an unknown teacher is not found'
);
select is(
    (select outcome from pg_temp.publishing(:school, new_teacher(new_school()), :me, array[current_date + 1], '{10:00}')),
    'not_found',
    'nor is one of another school'
);

select outcome, array_agg(starts_at order by position) as starts
from pg_temp.publishing(:school, :teacher, :me, array[current_date + 9, current_date + 8], '{10:00,10:00}', null, 'key', '\x02')
group by outcome \gset
select is(:'outcome'::text, 'published', 'slots come in the order of the request');
select version_of(:school, :teacher) as before \gset
select results_eq(
    format(
        'select outcome, position, starts_at from pg_temp.publishing(%s, %s, %s, array[current_date], ''{10:00}'', null, ''key'', ''\x02'')',
        :school, :teacher, :me
    ),
    format(
        $$ select 'replay', position::integer, starts_at from unnest(%L::bigint[]) with ordinality as s (starts_at, position) $$,
        :'starts'
    ),
    'the same key is answered with what it made'
);
select is(
    (select outcome from pg_temp.publishing(:school, :teacher, :me, array[current_date + 9], '{10:00}', null, 'key', '\x03')),
    'key_reused',
    'the same key with another request is refused'
);
select throws_ok(
    format('select outcome from pg_temp.publishing(%s, %s, %s, %L, %L)', :school, :teacher, :me, dates, times),
    code,
    null,
    sentence
)
from (
    values
    ('{}', '{}', '22023', 'no slot at all is not a request'),
    ('{infinity}', '{10:00}', '23514', 'infinity is no day')
) asked (dates, times, code, sentence);
select is(version_of(:school, :teacher), :before::bigint, 'nothing of this raises the version');
select is_empty('select * from integrity_report()', 'nothing is broken');

select * from finish();
rollback;
