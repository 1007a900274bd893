-- As Sources/Store/People.swift asks.
prepare signing_in as
select
    p.id, p.name, p.email, p.time_zone, t.id,
    array(select r.role from person_role r where r.school_id = p.school_id and r.person_id = p.id order by r.role),
    p.password_hash
from person p
left join teacher t on t.school_id = p.school_id and t.person_id = p.id
where p.school_id = $1::bigint
and p.email = $2::text
and p.blocked_at is null;
