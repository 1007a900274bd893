-- As Sources/Store/Holds.swift asks.
prepare expired_holds as
select distinct s.school_id, s.teacher_id
from (
    select school_id, slot_id
    from hold
    where expires_at <= now()
    order by expires_at
    limit $1::int
) h
join slot s on s.school_id = h.school_id and s.id = h.slot_id;
