#!/usr/bin/env bash
# PERFORMANCE_OPTIMIZATION_INDEXES.sql as a DBA runs it: interrupted, again, beside writers, on the wrong database. Prints TAP.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

owner=$SLOTBOARD_OWNER_DATABASE_URL
client=(psql --no-psqlrc --quiet --tuples-only --no-align)
work=$(mktemp -d)
writer=
finish() {
    [[ ! $writer ]] || kill "$writer" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT

query() {
    "${client[@]}" -d "$owner" -c "$1"
}
# apply_indexes [URL COMMAND]: as somebody else, after a command of theirs.
apply_indexes() {
    timeout 60 "${client[@]}" -d "${1:-$owner}" -c "${2:-select 1}" -f PERFORMANCE_OPTIMIZATION_INDEXES.sql >"$work/applied" 2>&1
}
number=0
holds() {
    local sentence=$1
    shift
    number=$((number + 1))
    if "$@"; then echo "ok $number - $sentence"; else
        echo "not ok $number - $sentence"
        sed 's/^/# /' "$work/applied"
    fi
}
is() {
    [[ $1 == "$2" ]] || {
        printf '# got %s, not %s\n' "$1" "$2"
        false
    }
}
# Until the condition is true of the database, for 20 seconds at most.
await() {
    local tries
    for ((tries = 0; tries < 400; tries++)); do
        [[ $(query "select $1") == t ]] && return
        sleep 0.05
    done
    false
}
# A session that has written to booking and does not commit, until it is told to.
begin_writing() {
    mkfifo "$work/writer"
    "${client[@]}" -d "$owner" <"$work/writer" >/dev/null 2>&1 &
    writer=$!
    exec 3>"$work/writer"
    echo 'begin; lock table booking in row exclusive mode;' >&3
    await "exists (select from pg_locks where relation = 'booking'::regclass and mode = 'RowExclusiveLock' and granted)"
}
end_writing() {
    echo 'commit;' >&3
    exec 3>&-
    wait "$writer"
    writer=
    rm "$work/writer"
}

indexes="select string_agg(indexrelid || ' ' || indisvalid, ' ' order by indexrelid)
    from pg_index join pg_class on pg_class.oid = indexrelid where relnamespace = 'slotboard'::regnamespace"
invalid="select count(*) from pg_index join pg_class on pg_class.oid = indexrelid
    where relnamespace = 'slotboard'::regnamespace and not indisvalid"
is_building="exists (select from pg_stat_activity where datname = current_database()
    and query like 'create index concurrently%' and wait_event_type = 'Lock')"

before=$(query "$indexes")
holds 'a second run ends well' apply_indexes
holds 'and changes nothing' is "$(query "$indexes")" "$before"

# Somebody has written to booking and not committed: a build waits for them, and others go on meanwhile.
school=$(query "select fixture.new_school()")
teacher=$(query "select fixture.new_teacher($school)")
student=$(query "select fixture.new_person($school)")
slot=$(query "select fixture.new_slot($school, $teacher)")
query 'drop index booking_by_slot; drop index booking_event_by_time'
begin_writing

apply_indexes &
builder=$!
holds 'a build waits for who writes already' await "$is_building"
holds 'while people book' is \
    "$(query "set lock_timeout = '250ms'; select outcome from book_slot($school, $student, $slot, null, null, null)")" booked
holds 'a second builder is told to let the first finish' is \
    "$("${client[@]}" -d "$owner" -f PERFORMANCE_OPTIMIZATION_INDEXES.sql 2>&1 | sed 's/.*ERROR:  //')" \
    'another session is building these indexes: let it finish'

query "select pg_cancel_backend(pid) from pg_stat_activity where query like 'create index concurrently%'
    and datname = current_database() and wait_event_type = 'Lock'" >/dev/null
wait "$builder"
holds 'an interrupted run fails' test $? -ne 0
holds 'and leaves an index that nobody may use' is "$(query "$invalid")" 1
end_writing
holds 'the next run ends well' apply_indexes
holds 'and has mended it' is "$(query "$invalid")" 0
holds 'with all that there were' is "$(query "$indexes" | wc -w)" "$(wc -w <<<"$before")"
holds 'it says what it built' grep -qE '^booking_by_slot\|built\|' "$work/applied"
holds 'and what was there' grep -qE '^booking_by_student\|was there\|' "$work/applied"

# A superuser builds an index of their own: the owner's run sees nothing of it but its lock.
begin_writing
"${client[@]}" -d "$SLOTBOARD_SUPERUSER_DATABASE_URL" \
    -c 'create index concurrently own_index on slotboard.booking (created_at)' >"$work/own" 2>&1 &
own=$!
await "exists (select from pg_locks where relation = 'booking'::regclass and mode = 'ShareUpdateExclusiveLock' and granted)"
await "($invalid) = 1"
apply_indexes
holds 'what another role builds is left to it, with a word' is \
    "$(sed -nE 's/.*ERROR:  process [0-9]+/process N/p' "$work/applied")" \
    'process N is at work on table booking: run this again when it has finished'
end_writing
wait "$own"
holds 'and their build ends well' test $? -eq 0
holds 'with an index that all may use' is \
    "$(query "select indisvalid from pg_index where indexrelid = to_regclass('slotboard.own_index')")" t
holds 'then a run ends well' apply_indexes
query 'drop index if exists own_index'

holds 'of a partitioned table, partition by partition' is \
    "$(query "select count(*) filter (where inhparent = 'booking_event'::regclass)
        - count(*) filter (where inhparent = 'booking_event_by_time'::regclass) from pg_inherits")" 0

apply_indexes "$SLOTBOARD_SUPERUSER_DATABASE_URL" '\c postgres'
holds 'another database is refused in one line' is "$(sed 's/.*ERROR:  //' "$work/applied")" \
    "database postgres is not Slotboard's, or has no schema yet: bin/migrate makes it"
apply_indexes "$SLOTBOARD_SUPERUSER_DATABASE_URL" 'set role slotboard_api'
holds 'and so is who may not build' is "$(sed 's/.*ERROR:  //' "$work/applied")" \
    'slotboard_api may not build indexes here: connect as slotboard_owner or as a superuser'

echo "1..$number"
