-- As Sources/Store/Forgetting.swift asks.
prepare forgettable_slots as
select distinct s.school_id, s.teacher_id
from (
    select school_id, teacher_id
    from slot
    where withdrawn_at < now() - interval '30 days'
    and not exists (
        select
        from booking b
        where b.school_id = slot.school_id
        and b.slot_id = slot.id
    )
    order by withdrawn_at
    limit $1::int
) s;
