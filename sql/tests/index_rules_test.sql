-- Which indexes there may be: no two of a kind, none but those of constraints and of PERFORMANCE_OPTIMIZATION_INDEXES.sql.
begin;
select no_plan();

-- An index by its table, access method, condition, uniqueness and keys in order: each with its collation and operator class.
create view pg_temp.shape as
select
    i.indexrelid::regclass::text as name,
    i.indrelid as "table",
    c.relam as method,
    coalesce(pg_get_expr(i.indpred, i.indrelid), '') as condition,
    i.indisunique or i.indisexclusion as is_rule,
    array(
        select format(
            '%s %s %s', pg_get_indexdef(i.indexrelid, key, false), i.indcollation[key - 1], i.indclass[key - 1]
        )
        from generate_series(1, i.indnkeyatts) key
        order by key
    ) as keys
from pg_index i
join pg_class c on c.oid = i.indexrelid
where c.relnamespace = 'slotboard'::regnamespace;

-- Pairs of which the first does nothing that the second would not do too. What forbids something is no one's double, unless of
-- what forbids the same.
create view pg_temp.double as
select a.name as superfluous, b.name as enough
from pg_temp.shape a
join pg_temp.shape b using ("table", method, condition)
where a.name <> b.name
and a.keys = b.keys[1:cardinality(a.keys)]
and (not a.is_rule or b.is_rule and a.keys = b.keys);

select is_empty('select * from pg_temp.double', 'no index does what another does');

-- What stands in the files is what is there.
\set file `sed 's/--.*//' ../PERFORMANCE_OPTIMIZATION_INDEXES.sql`
\set applied_once `cat ../migrations/*.sql ../functions/*.sql | sed 's/--.*//'`
create temporary table declared as
select made[1] as name
from regexp_matches(:'file', 'create index (?:concurrently if not exists )?(\w+)\s+on', 'g') made;
select results_eq(
    $$
        select c.relname::text collate "C"
        from pg_index i
        join pg_class c on c.oid = i.indexrelid
        where c.relnamespace in ('slotboard'::regnamespace, 'ops'::regnamespace)
        and not c.relispartition
        and not i.indisunique
        and not i.indisexclusion
        order by 1
    $$,
    'select name collate "C" from declared order by 1',
    'each index that no constraint needs is one of the DBA''s file, and each of the file is there'
);
select is_empty(
    format(
        $$ select made[1] from regexp_matches(%L, 'create\s+(index\s[^;]*|unique\s+index\s+(?!booking_same_slot_twice\s)[^;]*)', 'gi') made $$,
        :'applied_once'
    ),
    'no migration and no function makes one; a rule for some rows only, which no constraint can be, is a unique index'
);

-- The first of these would notice.
create index like_a_key on slot (school_id, id);
create index like_a_keys_beginning on hold (school_id, slot_id);
create index like_a_rule on booking using gist (school_id, student_id, during) where cancelled_at is null;
create index like_another on slot (withdrawn_at) include (id) where withdrawn_at is not null;
create index like_none on slot (withdrawn_at);
create index like_none_either on booking (school_id, slot_id, student_id) where cancelled_at is not null;
select set_eq(
    'select superfluous, enough from pg_temp.double where superfluous like ''like%''',
    $$
        values
        ('like_a_key', 'slot_id_twice'), ('like_a_keys_beginning', 'hold_seat_held_twice'),
        ('like_a_rule', 'booking_student_busy'), ('like_another', 'slot_by_withdrawal')
    $$,
    'a double of a key, of its beginning, of a rule or of another index is noticed, and nothing else'
);

select * from finish();
rollback;
