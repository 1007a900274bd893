-- As Sources/Store/OwnNews.swift asks.
prepare people_changed as
with changed as (
    select b.school_id, b.teacher_id
    from unnest($1::bigint[], $2::bigint[]) as asked (school_id, teacher_id)
    join board b using (school_id, teacher_id)
    where b.changed_at > now() - make_interval(secs => $3::int)
),
school as (
    select distinct school_id
    from changed
)
select school_id, t.person_id, true, true
from changed
join teacher t using (school_id)
where t.id = changed.teacher_id
union
select school_id, b.student_id, true, false
from school
join booking_event e using (school_id)
join booking b using (school_id)
join slot s using (school_id)
join changed using (school_id)
where e.at > now() - make_interval(secs => $3::int)
and b.id = e.booking_id
and s.id = b.slot_id
and s.teacher_id = changed.teacher_id
union
select school_id, h.student_id, false, true
from school
join hold h using (school_id)
join slot s using (school_id)
join changed using (school_id)
where s.id = h.slot_id
and s.teacher_id = changed.teacher_id;
