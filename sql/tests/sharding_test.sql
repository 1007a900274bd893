-- The school is the key by which the data can be spread over machines: what ARCHITECTURE.md promises of every table.
begin;
select no_plan();

-- Tables of the installation, not of a school; each machine would have its own copy.
create view pg_temp.shared (name) as
values ('migration'), ('installation'), ('history_table'), ('school');

create view pg_temp.sharded as
select c.oid, c.relname
from pg_class c
where c.relnamespace = 'slotboard'::regnamespace
and c.relkind in ('r', 'p')
and c.relname not in (select name from pg_temp.shared);

select is_empty(
    $$
        select relname
        from pg_temp.sharded t
        where not exists (
            select from pg_attribute a where a.attrelid = t.oid and a.attname = 'school_id' and a.attnotnull
        )
    $$,
    'every other row is a school''s'
);
select is_empty(
    $$
        select t.relname
        from pg_temp.sharded t
        where not exists (
            select
            from pg_index i
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
            where i.indrelid = t.oid
            and i.indisprimary
            and a.attname = 'school_id'
        )
    $$,
    'every primary key begins with the school'
);
select is_empty(
    $$
        select i.indexrelid::regclass::text
        from pg_temp.sharded t
        join pg_index i on i.indrelid = t.oid
        where i.indisunique
        and not exists (
            select
            from pg_attribute a
            where a.attrelid = t.oid
            and a.attname = 'school_id'
            and a.attnum = any (i.indkey)
        )
    $$,
    'what is unique is so within a school'
);
select is_empty(
    $$
        select conname
        from pg_temp.sharded t
        join pg_constraint x on x.conrelid = t.oid
        where x.contype = 'x'
        and not exists (
            select
            from unnest(x.conkey, x.conexclop) as part (attribute, operator)
            join pg_attribute a on a.attrelid = t.oid and a.attnum = part.attribute
            join pg_operator o on o.oid = part.operator
            where a.attname = 'school_id'
            and o.oprname = '='
        )
    $$,
    'what excludes does so within a school'
);
select is_empty(
    $$
        select f.conname
        from pg_constraint f
        join pg_temp.sharded t on t.oid = f.conrelid
        where f.contype = 'f'
        and not exists (
            select
            from unnest(f.conkey, f.confkey) as pair (from_attribute, to_attribute)
            join pg_attribute a on a.attrelid = f.conrelid and a.attnum = pair.from_attribute
            join pg_attribute b on b.attrelid = f.confrelid and b.attnum = pair.to_attribute
            where a.attname = 'school_id'
            and b.attname = case when f.confrelid = 'school'::regclass then 'id' else 'school_id' end
        )
    $$,
    'what refers to a row refers to one of the same school'
);
select is_empty(
    $$
        select p.proname
        from pg_proc p
        where p.pronamespace = 'slotboard'::regnamespace
        and p.prosecdef
        and has_function_privilege('slotboard_api', p.oid, 'execute')
        and p.proname <> 'board_epoch'
        and p.proargnames[1] is distinct from 'p_school'
    $$,
    'and whatever the api calls to write names its school first, so that a call is for one machine'
);

select * from finish();
rollback;
