# shellcheck shell=bash
# Scratch databases with the demo schools, beside the running one: slotboard_small and slotboard_large.
# SLOTBOARD_SUPERUSER_DATABASE_URL and SLOTBOARD_OWNER_DATABASE_URL say on which server.

: "${SLOTBOARD_SUPERUSER_DATABASE_URL:?set it, as .run/config/slotboard.env does}" "${SLOTBOARD_OWNER_DATABASE_URL:?set it}"
client=(psql --no-psqlrc --quiet --set ON_ERROR_STOP=1)

# in_database URL NAME [ROLE]: the same server and options; what comes last counts in a conninfo, a path in a URI.
in_database() {
    case $1 in
    *://*) sed -E "s#^([^:]+://)([^@/]*@)?([^/?]*)(/[^?]*)?#\1${3:+$3@}\3/$2#" <<<"$1" ;;
    *) echo "$1 dbname=$2${3:+ user=$3}" ;;
    esac
}

# make_database NAME SEED…: once; it takes its name only when whole.
make_database() {
    local -r name=$1 administrator=$SLOTBOARD_SUPERUSER_DATABASE_URL
    shift
    [[ $("${client[@]}" -At -d "$administrator" -c "select 1 from pg_database where datname = '$name'") ]] && return
    echo "loading $name: $*" >&2
    "${client[@]}" -d "$administrator" -c "drop database if exists ${name}_new with (force)" -c "create database ${name}_new"
    local owner seed
    owner=$(in_database "$SLOTBOARD_OWNER_DATABASE_URL" "${name}_new")
    SLOTBOARD_OWNER_DATABASE_URL=$owner \
        SLOTBOARD_SUPERUSER_DATABASE_URL=$(in_database "$administrator" "${name}_new") ../../bin/migrate >/dev/null
    for seed in "$@"; do "${client[@]}" -o /dev/null -d "$owner" -f "../seeds/$seed.sql"; done
    # As after a night's autovacuum, so that nothing of it falls into a measurement.
    "${client[@]}" -d "$(in_database "$administrator" "${name}_new")" -c 'vacuum analyze'
    "${client[@]}" -d "$administrator" -c "alter database ${name}_new rename to $name"
}

drop_databases() {
    local name
    for name in slotboard_small slotboard_large; do
        "${client[@]}" -d "$SLOTBOARD_SUPERUSER_DATABASE_URL" -c "drop database if exists $name with (force)"
    done
}
