# shellcheck shell=bash
# shellcheck disable=SC2034
# Where the edge's cache lies: in memory where that lasts as long as the servers run, else in the state folder
# (ARCHITECTURE.md, The edge). ops/supervisor/edge makes the folder before each start of nginx.

# settle_edge_cache: for the servers' user, so after settle_service.
settle_edge_cache() {
    EDGE_CACHE=$SLOTBOARD_HOME/nginx/cache
    ! is_memory_kept || EDGE_CACHE=$(edge_cache_in_memory)
}

# systemd-logind takes what an ordinary user has in /dev/shm when they log out for good (logind.conf(5), RemoveIPC), even from
# servers that still run. It spares root and system users, whose ids end at 999 (login.defs(5), SYS_UID_MAX).
is_memory_kept() {
    [[ -w /dev/shm && $(stat -f -c %T /dev/shm) == tmpfs ]] && (($(id -u "$SERVICE") < 1000))
}

edge_cache_in_memory() {
    echo "/dev/shm/$(name_for_elsewhere)"
}

# forget_edge_cache: nothing in it is missed. The link says where it lies for a state folder that was moved. nginx's user could
# bend that link, so only a name that a stack gives is followed.
forget_edge_cache() {
    local -r link=$SLOTBOARD_HOME/nginx/cache
    local place
    place=$(readlink "$link") || place=
    [[ ! $place =~ ^/dev/shm/slotboard-[0-9a-f]{16}$ ]] || rm -rf "$place"
    rm -rf "$link" "$(edge_cache_in_memory)"
}
