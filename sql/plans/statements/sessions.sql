-- As Sources/Store/Sessions.swift asks.
prepare session as
select
    extract(epoch from s.expires_at)::bigint,
    p.id, p.name, p.email, p.time_zone, t.id,
    array(select r.role from person_role r where r.school_id = p.school_id and r.person_id = p.id order by r.role)
from session s
left join person p on p.school_id = s.school_id and p.id = s.person_id
left join teacher t on t.school_id = p.school_id and t.person_id = p.id
where s.school_id = $1::bigint
and s.token_hash = $2::bytea
and s.ended_at is null and s.expires_at > clock_timestamp() and p.blocked_at is null;
