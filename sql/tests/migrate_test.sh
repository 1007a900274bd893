#!/usr/bin/env bash
# bin/migrate, on the scratch database that `run` has already migrated. Prints TAP.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r bin sql "$work"
cd "$work" || exit 1

query() {
    psql --no-psqlrc -At -d "$SLOTBOARD_OWNER_DATABASE_URL" -c "$1"
}
number=0
holds() {
    local sentence=$1
    shift
    number=$((number + 1))
    if "$@"; then echo "ok $number - $sentence"; else echo "not ok $number - $sentence"; fi
}
prints() {
    local expected=$1
    shift
    local printed
    printed=$("$@" 2>&1)
    [[ $printed == "$expected" ]] || {
        printf '# printed: %s\n' "$printed"
        false
    }
}

holds 'a second run has nothing to do' prints '' bin/migrate

echo 'create table migrated (id bigint);' >sql/migrations/9999_migrated.sql
holds 'a dry run says what it would do' prints 'would apply migrations/9999_migrated.sql' bin/migrate --dry-run
holds 'and does nothing' prints '' query "select to_regclass('migrated')"

echo 'insert into migrated values (1 / 0);' >>sql/migrations/9999_migrated.sql
holds 'a file that fails stops the run' bash -c '! bin/migrate >/dev/null 2>&1'
holds 'and leaves nothing of itself' prints '' query "select to_regclass('migrated')"

echo 'create table migrated (id bigint);' >sql/migrations/9999_migrated.sql
echo 'select 1 / 0;' >sql/functions/zoned.sql
holds 'functions come with the migration, or neither does' bash -c '! bin/migrate >/dev/null 2>&1'
holds 'which leaves nothing of itself then' prints '' query "select to_regclass('migrated')"
holds 'nor of what came before in the same run' prints 0 \
    query "select count(*) from slotboard.migration where file like '%migrated.sql'"
rm sql/functions/zoned.sql

# Two runs at once: one waits for the other, the file is applied once.
echo 'create table migrated (id bigint); select pg_sleep(0.5);' >sql/migrations/9999_migrated.sql
bin/migrate >first.log 2>&1 &
bin/migrate >second.log 2>&1
second=$?
wait $!
first=$?
holds 'two runs at once both end well' test "$first$second" = 00
holds 'of which one applied the file' prints 'applied migrations/9999_migrated.sql' cat first.log second.log

echo '-- Changed.' >>sql/migrations/9999_migrated.sql
holds 'an applied file that changed is an error' prints \
    'bin/migrate: migrations/9999_migrated.sql was applied before and has changed since: put it back and write a new migration' bin/migrate
rm sql/migrations/9999_migrated.sql
query "drop table migrated; delete from slotboard.migration where file like '%9999%'" >/dev/null

echo '-- Changed.' >>sql/functions/board_epoch.sql
holds 'a function that changed is applied again' prints 'applied functions/board_epoch.sql' bin/migrate
echo '-- Changed.' >>sql/PERFORMANCE_OPTIMIZATION_INDEXES.sql
query "update pg_index set indisvalid = false where indexrelid = 'slotboard.hold_by_expiry'::regclass" >/dev/null 2>&1 ||
    psql --no-psqlrc -q -d "$SLOTBOARD_SUPERUSER_DATABASE_URL" \
        -c "update pg_index set indisvalid = false where indexrelid = 'slotboard.hold_by_expiry'::regclass"
holds 'so are the indexes' prints 'applied PERFORMANCE_OPTIMIZATION_INDEXES.sql' bin/migrate
holds 'and one that an interrupted run left invalid is built anew' prints t \
    query "select indisvalid from pg_index where indexrelid = 'slotboard.hold_by_expiry'::regclass"

echo "1..$number"
