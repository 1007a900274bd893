# shellcheck shell=bash
# A stack's servers: who they run as, and how they are started, changed and stopped.

# As root the servers run as Debian's user postgres (PostgreSQL and PgBouncer refuse root), otherwise as the caller.
settle_service() {
    SERVICE=$(id -un)
    AS_SERVICE=()
    if ((EUID == 0)); then
        SERVICE=postgres
        AS_SERVICE=(setpriv --reuid=postgres --regid=postgres --init-groups)
    fi
    SERVICE_GROUP=$(id -gn "$SERVICE") || die "there is no user $SERVICE"
}

# Below a folder that only root may enter, user postgres is also allowed to read and search, and nothing more.
settle_reach() {
    # shellcheck disable=SC2016
    local -ar try=(sh -c 'cat "$1/nginx/nginx.conf" && cd "$2" && "$3" --help' sh
        "$SLOTBOARD_ROOT" "$SLOTBOARD_HOME" "$SLOTBOARD_BUILD/release/slotboard")
    ! "${AS_SERVICE[@]}" "${try[@]}" >/dev/null 2>&1 || return 0
    ((EUID != 0)) || AS_SERVICE+=(--inh-caps=+dac_read_search --ambient-caps=+dac_read_search)
    "${AS_SERVICE[@]}" "${try[@]}" >/dev/null ||
        die "user $SERVICE cannot read $SLOTBOARD_ROOT or run the programs in $SLOTBOARD_BUILD"
}

# Only the stack's own settings reach the servers, not whatever else the caller has in the environment.
with_settings() {
    local -a settings
    # shellcheck source=/dev/null
    mapfile -t settings < <(set -a && . "$SLOTBOARD_HOME/config/slotboard.env" && env | grep '^SLOTBOARD_')
    (cd "$SLOTBOARD_HOME" && env -i PATH="$PATH" HOME="$SLOTBOARD_HOME" LC_ALL=C.UTF-8 "${settings[@]}" "$@")
}

supervisor() {
    with_settings supervisorctl -c ops/supervisor/supervisord.conf "$@" 2>&1
}

is_up() {
    [[ -S $SOCKETS/supervisor.sock ]] && supervisor pid >/dev/null
}

# make_cluster: PostgreSQL's data, once. It takes its place only when whole.
make_cluster() {
    local -r cluster=$SLOTBOARD_HOME/postgresql
    [[ ! -d $cluster ]] || return 0
    step "Cluster" "a private PostgreSQL in $cluster"
    rm -rf "$cluster.new"
    install -d -m 700 -o "$SERVICE" -g "$SERVICE_GROUP" "$cluster.new"
    (cd / && "${AS_SERVICE[@]}" /usr/lib/postgresql/15/bin/initdb --pgdata="$cluster.new" --username=postgres \
        --auth=trust --encoding=UTF8 --locale=C.UTF-8 --data-checksums) >"$LOGS/initdb.log" 2>&1 ||
        die_with_log "$LOGS/initdb.log" "initdb failed"
    mv "$cluster.new" "$cluster"
}

# The supervisor, and with it PostgreSQL, PgBouncer and Redis.
start_data() {
    refuse_taken_port
    step "Start" "PostgreSQL, PgBouncer, Redis"
    # Each stream takes two descriptors in nginx and one in slotboard-live: as many as the machine allows.
    ulimit -n "$(ulimit -Hn)"
    with_settings "${AS_SERVICE[@]}" supervisord -c ops/supervisor/supervisord.conf >"$LOGS/start.log" 2>&1 9>&- ||
        die_with_log "$LOGS/start.log" "supervisord did not start"
    await_part redis redis-cli -s "$SOCKETS/redis.sock" ping
    await_part guard redis-cli -s "$SOCKETS/guard.sock" ping
    await_part postgresql pg_isready -q -h "$SOCKETS" -p 5432 -U postgres -d postgres
}

make_database() {
    local -ar server=(-h "$SOCKETS" -p 5432 -U postgres)
    psql "${server[@]}" -d postgres -qXAtc 'select datname from pg_database' | grep -qx slotboard ||
        quietly createdb createdb "${server[@]}" slotboard
}

# Before anything is stopped: where a stack is to move to another port, nobody listens there.
check_port() {
    grep -qsx "SLOTBOARD_PORT=$SLOTBOARD_PORT" "$SLOTBOARD_HOME/config/slotboard.env" || refuse_taken_port
}

refuse_taken_port() {
    ! is_port_taken || die "port $SLOTBOARD_PORT is taken; stop what listens there, or choose another: SLOTBOARD_PORT=… $0"
}

is_port_taken() {
    (: <"/dev/tcp/127.0.0.1/$SLOTBOARD_PORT") 2>/dev/null
}

# await_part NAME COMMAND…: until the command succeeds; a part that gave up is not waited for.
await_part() {
    local -r part=$1
    shift
    wait_until 30 answers_or_gave_up "$part" "$@" || true
    "$@" >/dev/null 2>&1 || die_with_log "$LOGS/$part.log" "$part does not come up"
}

answers_or_gave_up() {
    "${@:2}" || supervisor status "$1" | grep -q FATAL
}

start_programs() {
    step "Start" "slotboard-api, slotboard-live, slotboard-jobs, nginx"
    supervisor start 'api:*' 'live:*' jobs nginx >"$LOGS/start.log" || true
    await_part nginx is_port_taken
}

# Workers are replaced one by one, so that somebody always serves; place 0 keeps the socket.
restart_programs() {
    step "Restart" "slotboard-api, slotboard-live, slotboard-jobs"
    local -a parts
    mapfile -t parts < <(supervisor status | awk '$1 ~ /^(api:api_|live:live_)[1-9]|^jobs$/ { print $1 }')
    local part
    for part in "${parts[@]}"; do supervisor restart "$part" >"$LOGS/start.log" || true; done
}

reload_nginx() {
    step "Reload" "nginx"
    supervisor signal HUP nginx >"$LOGS/start.log"
}

# Before anything is stopped: nginx understands what it will be given.
check_nginx() {
    with_settings "${AS_SERVICE[@]}" /usr/sbin/nginx -p "$SLOTBOARD_HOME/" -e stderr -c nginx/nginx.conf -q -t 2>"$LOGS/start.log" ||
        die_with_log "$LOGS/start.log" "nginx refuses its configuration"
}

# stop_stack: all that runs in the supervisor's session, also where the supervisor itself was killed.
stop_stack() {
    local session
    session=$(cat "$SOCKETS/supervisord.pid" 2>/dev/null || supervisor_at_home) || return 0
    if is_up; then supervisor shutdown >/dev/null; else signal_members TERM "$session"; fi
    wait_until 70 is_over "$session" || signal_members KILL "$session"
    rm -f "$SOCKETS/supervisord.pid"
}

# The number is lost where somebody has deleted the state folder of a stack that runs.
supervisor_at_home() {
    local pid
    for pid in $(pgrep -x supervisord); do
        [[ $(readlink "/proc/$pid/cwd") != "$SLOTBOARD_HOME"?(" (deleted)") ]] || { echo "$pid" && return 0; }
    done
    return 1
}

signal_members() {
    members "$2" | xargs -r kill -s "$1" 2>/dev/null || true
}

is_over() {
    [[ ! $(members "$1") ]]
}

# The session's processes that work in this state folder: its number may belong to somebody else by now.
members() {
    local pid
    for pid in $(pgrep -s "$1"); do
        [[ $(readlink "/proc/$pid/cwd") != "$SLOTBOARD_HOME"* ]] || echo "$pid"
    done
}
