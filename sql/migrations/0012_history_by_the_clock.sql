-- Jobs make and drop the months of history by the database's clock alone; at another moment, and so many months ahead, the owner
-- does: the functions with arguments lose their defaults and are granted to nobody (functions/history_partitions.sql).
drop function if exists make_history_partitions(integer, timestamptz);
drop function if exists drop_history_partitions(timestamptz);
