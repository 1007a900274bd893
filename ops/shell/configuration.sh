# shellcheck shell=bash
# The state folder, and the only generated configuration: paths, ports and counts. The rest runs as committed.

# Folders of the commands belong to whoever types them, folders of the servers to the service account.
make_folders() {
    mkdir -p "$SLOTBOARD_HOME"/config/nginx
    install -d -o "$SERVICE" -g "$SERVICE_GROUP" "$LOGS" "$SLOTBOARD_HOME"/nginx{,/temp}
    ln -sfn "$SLOTBOARD_ROOT/ops" "$SLOTBOARD_HOME/ops"
    # nginx takes includes from beside its main file: the topics as committed, and what is generated.
    ln -sfn "$SLOTBOARD_ROOT/nginx/slotboard" "$SLOTBOARD_HOME"/config/nginx/{nginx.conf,conf.d} "$SLOTBOARD_HOME/nginx/"
    make_private_folder "$SOCKETS" "$SLOTBOARD_HOME/sock"
    make_private_folder "$EDGE_CACHE" "$SLOTBOARD_HOME/nginx/cache"
}

# make_private_folder FOLDER LINK: whoever may enter these folders may do everything, or show everything to everybody. They are
# private; outside of the state folder, where a link leads to them, nobody else may have made them.
make_private_folder() {
    local -r folder=$1 link=$2
    # What was kept elsewhere may lie here now.
    [[ $folder != "$link" || ! -L $link ]] || rm "$link"
    if ! mkdir -m 700 "$folder" 2>/dev/null; then
        [[ -d $folder && ! -L $folder && $(stat -c %U "$folder") == @("$SERVICE"|root) ]] ||
            die "$folder is in the way: it should be a folder of $SERVICE"
    fi
    chown "$SERVICE:$SERVICE_GROUP" "$folder"
    chmod 700 "$folder"
    [[ $folder != "$link" ]] || return 0
    [[ ! -d $link || -L $link ]] || rm -rf "$link"
    ln -sfn "$folder" "$link"
}

# What the programs are started with; people and tests read it by `set -a; . .run/config/slotboard.env`. It takes its place
# only when the programs understand it: until then whatever runs goes on with the one before.
write_environment() {
    local -r file=$SLOTBOARD_HOME/config/slotboard.env
    environment >"$file.new"
    check_environment "$file.new"
    mv "$file.new" "$file"
}

check_environment() {
    local findings
    # shellcheck disable=SC2016
    if ! findings=$(env -i sh -c 'set -a && . "$1" && "$2" doctor --settings' sh "$1" "$SLOTBOARD_BUILD/release/slotboard"); then
        rm "$1"
        die "the programs refuse the settings: $(sed -n 's/^FAIL *//p' <<<"$findings")"
    fi
}

environment() {
    cat <<EOF
SLOTBOARD_ROOT=$SLOTBOARD_ROOT
SLOTBOARD_HOME=$SLOTBOARD_HOME
SLOTBOARD_BUILD=$SLOTBOARD_BUILD
SLOTBOARD_SOCKETS=$SOCKETS
SLOTBOARD_PORT=$SLOTBOARD_PORT
SLOTBOARD_PUBLIC_URL=$SLOTBOARD_SITE
SLOTBOARD_DEFAULT_SCHOOL=$SLOTBOARD_DEFAULT_SCHOOL
SLOTBOARD_API_PROCESSES=$SLOTBOARD_API_PROCESSES
SLOTBOARD_API_PLACES=$((SLOTBOARD_API_PROCESSES + 1))
SLOTBOARD_API_THREADS=$SLOTBOARD_API_THREADS
SLOTBOARD_LIVE_PROCESSES=$SLOTBOARD_LIVE_PROCESSES
SLOTBOARD_LIVE_PLACES=$((SLOTBOARD_LIVE_PROCESSES + 1))
SLOTBOARD_LIVE_HEARTBEAT=$SLOTBOARD_LIVE_HEARTBEAT
SLOTBOARD_LIVE_LIFETIME=$SLOTBOARD_LIVE_LIFETIME
SLOTBOARD_LIVE_DRAIN=$SLOTBOARD_LIVE_DRAIN
SLOTBOARD_NGINX_WORKERS=$SLOTBOARD_NGINX_WORKERS
SLOTBOARD_NGINX_KEEPALIVE=$SLOTBOARD_NGINX_KEEPALIVE
SLOTBOARD_LOG_LEVEL=$SLOTBOARD_LOG_LEVEL
SLOTBOARD_LIMIT_READ=$SLOTBOARD_LIMIT_READ
SLOTBOARD_LIMIT_SEARCH=$SLOTBOARD_LIMIT_SEARCH
SLOTBOARD_LIMIT_WRITE=$SLOTBOARD_LIMIT_WRITE
SLOTBOARD_LIMIT_BOOKING=$SLOTBOARD_LIMIT_BOOKING
SLOTBOARD_LIMIT_SIGN_IN=$SLOTBOARD_LIMIT_SIGN_IN
SLOTBOARD_LIMIT_BULK=$SLOTBOARD_LIMIT_BULK
SLOTBOARD_LIMIT_SCHOOL=$SLOTBOARD_LIMIT_SCHOOL
SLOTBOARD_LIMIT_ADDRESS_FACTOR=$SLOTBOARD_LIMIT_ADDRESS_FACTOR
SLOTBOARD_REDIS_URL=unix://$SOCKETS/redis.sock
SLOTBOARD_GUARD_URL=unix://$SOCKETS/guard.sock
SLOTBOARD_DATABASE_URL='host=$SOCKETS port=6432 dbname=slotboard user=slotboard_api application_name=slotboard-api'
SLOTBOARD_REPLICA_URL='$SLOTBOARD_REPLICA_URL'
SLOTBOARD_OWNER_DATABASE_URL='host=$SOCKETS port=5432 dbname=slotboard user=slotboard_owner'
SLOTBOARD_SUPERUSER_DATABASE_URL='host=$SOCKETS port=5432 dbname=slotboard user=postgres'
EOF
}

# digest_of FILE-OR-FOLDER…: changes when anything in them does.
digest_of() {
    find -L "$@" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-32
}
