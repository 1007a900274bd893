# shellcheck shell=bash
# The generated part of nginx's configuration: the process, and where things lie, who listens and how much one visitor may
# ask for. It has the shape of nginx/nginx.conf and nginx/conf.d/slotboard.conf, which are Debian's; the topics in
# nginx/slotboard run as committed. Paths are relative to the state folder, which is nginx's prefix.

# write_nginx FOLDER
write_nginx() {
    mkdir -p "$1/conf.d"
    write_nginx_process >"$1/nginx.conf"
    write_nginx_site >"$1/conf.d/slotboard.conf"
}

has_brotli() {
    [[ -e $BROTLI ]]
}
readonly BROTLI=/usr/lib/nginx/modules/ngx_http_brotli_static_module.so

write_nginx_process() {
    cat <<EOF
# Written by bin/up.
daemon off;
worker_processes $SLOTBOARD_NGINX_WORKERS;
pid nginx/nginx.pid;
$(! has_brotli || echo "load_module $BROTLI;")
include slotboard/process.conf;

http {
    include slotboard/http/*.conf;
    include conf.d/*.conf;
}
EOF
}

write_nginx_site() {
    cat <<EOF
# Written by bin/up.
access_log log/access.log requests buffer=64k flush=1s;
error_log stderr warn;
client_body_temp_path nginx/temp/body;
fastcgi_temp_path nginx/temp/fastcgi;
proxy_temp_path nginx/temp/proxy;
scgi_temp_path nginx/temp/scgi;
uwsgi_temp_path nginx/temp/uwsgi;
fastcgi_cache_path nginx/cache levels=1:2 keys_zone=public_answers:16m max_size=32m min_free=16m inactive=10m use_temp_path=off;
$(write_floor_zones)
root assets;
$(! has_brotli || echo "brotli_static on;")

upstream slotboard_api {
$(repeat $((SLOTBOARD_NGINX_KEEPALIVE + 1)) "    server unix:sock/api.sock max_fails=0;")
    keepalive $SLOTBOARD_NGINX_KEEPALIVE;
    include slotboard/upstream/api.conf;
}

upstream slotboard_live {
$(repeat 2 "    server unix:sock/live.sock max_fails=0;")
}

server {
$(write_listeners)
$(write_floor)
    set \$edge public_answers;
    include slotboard/site.conf;
}

server {
    listen unix:sock/origin.sock backlog=4096;
    include slotboard/origin.conf;
}
EOF
}

# repeat COUNT LINE
repeat() {
    local -i i
    for ((i = 0; i < $1; i++)); do echo "$2"; done
}

# sndbuf bounds what the kernel keeps for a reader that stands still: it would grow to a megabyte, and slotboard-live
# would not notice for hours.
write_listeners() {
    local -r how="backlog=4096 reuseport sndbuf=32k"
    echo "    listen 127.0.0.1:$SLOTBOARD_PORT $how;"
    ! grep -qs '^0*1 ' /proc/net/if_inet6 || echo "    listen [::1]:$SLOTBOARD_PORT $how;"
}

# A figure of 0 leaves its limits out. Each made-up host is the default school, where there is one: then all are one site.
write_floor_zones() {
    local -r school=${SLOTBOARD_DEFAULT_SCHOOL:+limited_site}
    if ((SLOTBOARD_EDGE_ADDRESS_REQUESTS > 0)); then
        echo "limit_req_zone \$limited_visitor zone=visitors:16m rate=${SLOTBOARD_EDGE_ADDRESS_REQUESTS}r/s;"
        echo "limit_req_zone \$limited_reader zone=readers:16m rate=$(((SLOTBOARD_EDGE_ADDRESS_REQUESTS + 4) / 5))r/s;"
        echo "limit_req_zone \$limited_watcher zone=watchers:1m rate=20r/s;"
    fi
    ((SLOTBOARD_EDGE_SCHOOL_REQUESTS == 0)) ||
        echo "limit_req_zone \$${school:-limited_school} zone=schools:1m rate=${SLOTBOARD_EDGE_SCHOOL_REQUESTS}r/s;"
    ((SLOTBOARD_EDGE_ADDRESS_CONNECTIONS == 0)) || echo "limit_conn_zone \$visitor zone=connections:16m;"
}

# At once a visitor may ask for what is granted for eight seconds, as a classroom does when it opens, and for boards and
# teachers for thirty; a school for two.
write_floor() {
    if ((SLOTBOARD_EDGE_ADDRESS_REQUESTS > 0)); then
        echo "    limit_req zone=visitors burst=$((SLOTBOARD_EDGE_ADDRESS_REQUESTS * 8)) nodelay;"
        echo "    limit_req zone=readers burst=$((SLOTBOARD_EDGE_ADDRESS_REQUESTS * 6)) nodelay;"
        echo "    limit_req zone=watchers burst=40 nodelay;"
    fi
    ((SLOTBOARD_EDGE_SCHOOL_REQUESTS == 0)) ||
        echo "    limit_req zone=schools burst=$((SLOTBOARD_EDGE_SCHOOL_REQUESTS * 2)) nodelay;"
    ((SLOTBOARD_EDGE_ADDRESS_CONNECTIONS == 0)) || echo "    limit_conn connections $SLOTBOARD_EDGE_ADDRESS_CONNECTIONS;"
}
