# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153
# A stack's settings, read from the environment and checked once, and the paths that follow from them.
# Names in capitals are for all parts of ops/shell; what begins with SLOTBOARD_ is for people too.

# The folder of the clone, free of links: whoever runs the servers reads it by this name.
SLOTBOARD_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

# whole_number NAME DEFAULT LEAST MOST
whole_number() {
    local value=${!1:-$2}
    if ! [[ $value =~ ^[0-9]{1,9}$ ]] || ((10#$value < $3 || 10#$value > $4)); then
        die "$1 must be a whole number from $3 to $4, not '$value'"
    fi
    printf -v "$1" %d "$((10#$value))"
}

# quota NAME DEFAULT: so many in so many seconds, such as 50/60.
quota() {
    local -r value=${!1:-$2} hint="$1 must be a count and seconds such as 50/60, at most 1000000/86400, not '${!1:-$2}'"
    [[ $value =~ ^([0-9]{1,7})/([0-9]{1,5})$ ]] || die "$hint"
    local -ir count=10#${BASH_REMATCH[1]} seconds=10#${BASH_REMATCH[2]}
    ((count >= 1 && count <= 1000000 && seconds >= 1 && seconds <= 86400)) || die "$hint"
    printf -v "$1" %s "$value"
}

# The state folder, wherever it is named from and by whichever link: one folder has one name, by which its processes and what it
# keeps elsewhere are found. What a stack makes lies in it, or is linked from there.
settle_home() {
    local home=${SLOTBOARD_HOME:-$SLOTBOARD_ROOT/.run}
    SLOTBOARD_HOME=$(realpath -m "$home")
    # nginx, supervisor and libpq each quote in their own way; these characters need no quoting anywhere.
    SLOTBOARD_BUILD=$(realpath -ms "${SLOTBOARD_BUILD:-$SLOTBOARD_HOME/build}")
    local path
    for path in "$SLOTBOARD_ROOT" "$SLOTBOARD_HOME" "$SLOTBOARD_BUILD"; do
        [[ $path =~ ^[A-Za-z0-9/._+@-]+$ ]] ||
            die "the path $path has a character that is neither a letter, a digit nor one of /._+@-"
    done
    LOGS=$SLOTBOARD_HOME/log
    settle_sockets
}

# A unix socket's path holds 107 bytes. A state folder deeper than that keeps its sockets in a private folder below /tmp.
settle_sockets() {
    local -r longest=supervisor.sock.4194304
    SOCKETS=$SLOTBOARD_HOME/sock
    if ((${#SOCKETS} + 1 + ${#longest} > 107)); then
        SOCKETS=/tmp/$(name_for_elsewhere)
    fi
}

# What this stack's folder is called outside of the state folder.
name_for_elsewhere() {
    echo "slotboard-$(sha256sum <<<"$SLOTBOARD_HOME" | cut -c 1-16)"
}

# What a person may do, and a whole school; README.md says what each is for.
settle_limits() {
    quota SLOTBOARD_LIMIT_READ 1200/60
    quota SLOTBOARD_LIMIT_SEARCH 30/60
    quota SLOTBOARD_LIMIT_WRITE 200/60
    quota SLOTBOARD_LIMIT_BOOKING 50/60
    quota SLOTBOARD_LIMIT_SIGN_IN 10/60
    quota SLOTBOARD_LIMIT_BULK 5/600
    quota SLOTBOARD_LIMIT_SCHOOL 10000/10
    whole_number SLOTBOARD_LIMIT_ADDRESS_FACTOR 20 1 1000
}

# Its form; what its words mean only libpq knows (bin/up asks the programs). It may hold a password, and is not shown.
settle_replica() {
    SLOTBOARD_REPLICA_URL=${SLOTBOARD_REPLICA_URL:-}
    [[ $SLOTBOARD_REPLICA_URL != *[\'\\$'\n']* ]] ||
        die "SLOTBOARD_REPLICA_URL must be a libpq connection string without quotes, backslashes and line breaks"
    [[ $SLOTBOARD_REPLICA_URL =~ ^(|postgres(ql)?://.*|\ *[a-z_]+\ *=.*)$ ]] ||
        die "SLOTBOARD_REPLICA_URL must be a libpq connection string, postgresql://… or host=… dbname=…, or nothing"
}

settle_counts() {
    whole_number SLOTBOARD_PORT 8080 1 65535
    SLOTBOARD_SITE=${SLOTBOARD_SITE:-http://localhost:$SLOTBOARD_PORT}
    [[ $SLOTBOARD_SITE =~ ^https?://[A-Za-z0-9.-]+(:[0-9]+)?$ ]] ||
        die "SLOTBOARD_SITE must be an address such as https://lessons.example, not '$SLOTBOARD_SITE'"
    settle_replica
    SLOTBOARD_DEFAULT_SCHOOL=${SLOTBOARD_DEFAULT_SCHOOL-demo}
    [[ $SLOTBOARD_DEFAULT_SCHOOL =~ ^[a-z0-9-]*$ ]] ||
        die "SLOTBOARD_DEFAULT_SCHOOL must be a school's slug such as demo, or nothing, not '$SLOTBOARD_DEFAULT_SCHOOL'"
    SLOTBOARD_LOG_LEVEL=${SLOTBOARD_LOG_LEVEL:-notice}
    [[ $SLOTBOARD_LOG_LEVEL =~ ^(trace|debug|info|notice|warning|error|critical)$ ]] ||
        die "SLOTBOARD_LOG_LEVEL must be one of trace, debug, info, notice, warning, error, critical, not '$SLOTBOARD_LOG_LEVEL'"
    whole_number SLOTBOARD_API_PROCESSES 2 1 64
    whole_number SLOTBOARD_API_THREADS 32 1 1024
    whole_number SLOTBOARD_LIVE_PROCESSES 1 1 64
    whole_number SLOTBOARD_LIVE_HEARTBEAT 15 1 60
    whole_number SLOTBOARD_LIVE_LIFETIME 600 10 86400
    # Supervisor waits 40 seconds for a live process to end (ops/supervisor/supervisord.conf).
    whole_number SLOTBOARD_LIVE_DRAIN 2 0 30
    whole_number SLOTBOARD_NGINX_WORKERS 2 1 64
    # Requests a second to the API, and open connections; 0 is no limit (nginx/slotboard/http/floor.conf).
    whole_number SLOTBOARD_EDGE_ADDRESS_REQUESTS 500 0 1000000
    whole_number SLOTBOARD_EDGE_SCHOOL_REQUESTS 5000 0 1000000
    # More connections nginx cannot count.
    whole_number SLOTBOARD_EDGE_ADDRESS_CONNECTIONS 2000 0 65535
    # A kept connection pins an API thread until nginx closes it: at most half of the threads may be kept (ARCHITECTURE.md).
    local -i threads=$((SLOTBOARD_API_PROCESSES * SLOTBOARD_API_THREADS))
    # Each is a client of PgBouncer, which takes 2,000 in all (ops/pgbouncer/pgbouncer.ini).
    ((threads <= 1900)) ||
        die "SLOTBOARD_API_PROCESSES × SLOTBOARD_API_THREADS must be at most 1900, not $threads"
    local -i room=$((threads / 2 / SLOTBOARD_NGINX_WORKERS))
    ((room >= 1)) ||
        die "$SLOTBOARD_NGINX_WORKERS nginx workers need at least $((SLOTBOARD_NGINX_WORKERS * 2)) API threads, not $threads"
    whole_number SLOTBOARD_NGINX_KEEPALIVE $((room < 8 ? room : 8)) 1 "$room"
    ((SLOTBOARD_PORT >= 1024 || EUID == 0)) ||
        die "SLOTBOARD_PORT $SLOTBOARD_PORT belongs to root; take one from 1024 on"
}
