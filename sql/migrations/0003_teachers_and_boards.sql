-- Teachers and the one number from which everything live follows.

create table teacher (
    school_id bigint not null,
    id bigint not null generated always as identity,
    person_id bigint not null,
    name text not null,
    subjects text[] not null default '{}',
    languages text[] not null default '{}',
    bio text not null default '',
    time_zone text not null,
    place text,
    created_at timestamptz not null default clock_timestamp(),
    constraint teacher_id_twice primary key (school_id, id),
    constraint teacher_person_twice unique (school_id, person_id),
    constraint teacher_without_person foreign key (school_id, person_id) references person,
    constraint teacher_name_blank check (name ~ '\S'),
    constraint teacher_time_zone_unknown check (known_time_zone(time_zone))
);
comment on table teacher is 'A person''s public side as a teacher.';
comment on column teacher.time_zone is 'The zone of the wall times in which slots are published.';
comment on column teacher.place is 'Where lessons are unless the slot says otherwise: shown to who booked and to the teacher only.';

create table board (
    school_id bigint not null,
    teacher_id bigint not null,
    version bigint not null default 0,
    oldest bigint not null default 0,
    changed_at timestamptz not null default clock_timestamp(),
    constraint board_twice primary key (school_id, teacher_id),
    constraint board_without_teacher foreign key (school_id, teacher_id) references teacher,
    constraint board_version_below_oldest check (version >= oldest and oldest >= 0)
) with (fillfactor = 50);
comment on table board is
    'One narrow row per teacher. version rises by one in every transaction that changes what a visitor sees, under this row''s lock: '
    'gapless, in commit order, never visible without its slots. No index but the key and nothing references it: every update is HOT.';
comment on column board.oldest is 'Changes since a version below this one are no longer complete: the reader starts anew.';

create function give_boards_to_teachers() returns trigger
    language plpgsql
    security definer
    set search_path = slotboard, pg_temp
as $$
begin
    insert into board (school_id, teacher_id)
    select school_id, id from made;
    return null;
end
$$;
create trigger teacher_gets_board
    after insert on teacher
    referencing new table as made
    for each statement execute function give_boards_to_teachers();
comment on trigger teacher_gets_board on teacher is 'A teacher is never without a board.';
