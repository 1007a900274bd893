-- As Sources/Store/OwnNews.swift asks.
prepare people_changed as
with changed as materialized (
    select b.school_id, b.teacher_id
    from unnest($1::bigint[], $2::bigint[]) as asked (school_id, teacher_id)
    join board b using (school_id, teacher_id)
    where b.changed_at > now() - make_interval(secs => $3::int)
),
school as materialized (
    select distinct school_id
    from changed
),
told as materialized (
    select distinct school_id, e.booking_id
    from school
    cross join lateral (
        select booking_id
        from booking_event
        where school_id = school.school_id
        and at > now() - make_interval(secs => $3::int)
        offset 0
    ) e
)
select school_id, t.person_id, true, true
from changed
cross join lateral (
    select person_id
    from teacher
    where school_id = changed.school_id
    and id = changed.teacher_id
    offset 0
) t
union
select school_id, b.student_id, true, false
from told
cross join lateral (
    select student_id, slot_id
    from booking
    where school_id = told.school_id
    and id = told.booking_id
    offset 0
) b
cross join lateral (
    select teacher_id
    from slot
    where school_id = told.school_id
    and id = b.slot_id
    offset 0
) s
where (school_id, s.teacher_id) in (select school_id, teacher_id from changed)
union
select school_id, h.student_id, false, true
from school
cross join lateral (
    select student_id, slot_id
    from hold
    where school_id = school.school_id
    offset 0
) h
cross join lateral (
    select teacher_id
    from slot
    where school_id = school.school_id
    and id = h.slot_id
    offset 0
) s
where (school_id, s.teacher_id) in (select school_id, teacher_id from changed);
