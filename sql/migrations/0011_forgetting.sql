-- What is forgotten in time, and what the jobs need for it.

-- Of the tables that are partitioned by month, one row each: a log that is added (mails, webhooks) joins by one row here.
create table history_table (
    name text not null,
    keep_months integer,
    constraint history_table_twice primary key (name),
    constraint history_table_keep_below_one check (keep_months >= 1)
);
comment on table history_table is
    'Tables partitioned by month of their column `at`: slotboard-jobs makes their partitions ahead and drops them in the end.';
comment on column history_table.keep_months is 'Whole months kept besides the running one; null: for ever.';
insert into history_table (name, keep_months) values ('booking_event', 24);

comment on column session.ended_at is 'Signed out, or ended by a block. A day after this or expires_at the row is deleted.';
comment on column idempotency_key.created_at is 'Deleted seven days later.';

-- Whether anybody ever booked a slot that was withdrawn; the times themselves the jobs may read already.
grant select on history_table to slotboard_jobs;
