-- block_person, unblock_person: who is blocked has no session, before or after.
begin;
select no_plan();

create function pg_temp.sign_in(p_school bigint, p_person bigint, p_token text, p_lasts interval default '1 day') returns bytea
    language sql
as $$
    insert into session (school_id, token_hash, person_id, expires_at)
    values (p_school, sha256(p_token::bytea), p_person, clock_timestamp() + p_lasts)
    returning token_hash
$$;

create function pg_temp.live(p_school bigint, p_person bigint) returns bigint
    language sql
as $$
    select count(*) from session where school_id = p_school and person_id = p_person and ended_at is null
$$;

select new_school() as school \gset
select new_person(:school) as ann \gset
select new_person(:school) as ben \gset
select email as ann_email from person where id = :ann \gset
select pg_temp.sign_in(:school, :ann, 'one') as one, pg_temp.sign_in(:school, :ann, 'two') as two \gset
select pg_temp.sign_in(:school, :ben, 'three') as three, pg_temp.sign_in(:school, :ann, 'old', '-1 minute') as old \gset

select is(
    (select array(select unnest(token_hashes) order by 1) from block_person(:school, :'ann_email') where person_id = :ann),
    (select array_agg(hash order by hash) from unnest(array[:'one', :'two']::bytea[]) hash),
    'a block names the sessions that have time left'
);
select isnt(blocked_at, null, 'it is noted since when') from person where id = :ann;
select is(pg_temp.live(:school, :ann), 0::bigint, 'all of them are over');
select is(pg_temp.live(:school, :ben), 1::bigint, 'nobody else''s');

select blocked_at as since from person where id = :ann \gset
select is(
    (select cardinality(token_hashes) from block_person(:school, :'ann_email')),
    2,
    'again it names the same, so that what was interrupted can be done over'
);
select is(blocked_at, :'since'::timestamptz, 'and they are blocked since the first time') from person where id = :ann;
select is_empty(
    format('select * from block_person(%s, %L)', new_school(), :'ann_email'),
    'nobody is blocked by another school'
);

select pg_temp.sign_in(:school, :ann, 'slipped in') as slipped_in \gset
select is(
    (select cardinality(token_hashes) from unblock_person(:school, :'ann_email')),
    3,
    'whoever is let in again has no session from before'
);
select is(blocked_at, null, 'nothing is in their way') from person where id = :ann;
select is(pg_temp.live(:school, :ann), 0::bigint, 'and no session that slipped in comes to life');
select pg_temp.sign_in(:school, :ann, 'new') as new \gset
select is(
    (select token_hashes from unblock_person(:school, :'ann_email')),
    '{}'::bytea[],
    'who is not blocked keeps their sessions'
);
select is(pg_temp.live(:school, :ann), 1::bigint, 'all of them');

select is_empty(
    $$
        select r.rolname, p.proname
        from pg_proc p
        cross join unnest(array['slotboard_api', 'slotboard_live', 'slotboard_jobs']) r (rolname)
        where p.proname in ('block_person', 'unblock_person', 'end_sessions')
        and has_function_privilege(r.rolname, p.oid, 'execute')
    $$,
    'no program may block anybody'
);

select * from finish();
rollback;
