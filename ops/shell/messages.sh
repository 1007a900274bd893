# shellcheck shell=bash
# What the commands of bin/ say while they work, and how they end when something is wrong.

# A step that begins; bold on a terminal.
step() {
    local bold='' plain=''
    [[ ! -t 2 ]] || bold=$'\e[1m' plain=$'\e[0m'
    printf '%s%s%s %s\n' "$bold" "$1" "$plain" "${*:2}" >&2
}

# Ends the command with one line.
die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Ends the command with one line, and the end of the log that tells why.
die_with_log() {
    local log=$1
    shift
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    if [[ -s $log ]]; then
        printf '  the end of %s:\n' "$log" >&2
        tail -n 20 "$log" | sed 's/^/  | /' >&2
    fi
    exit 1
}

# quietly LOG COMMAND…: the command's words go to the log, and only its failure to the terminal.
quietly() {
    local -r log=$LOGS/$1.log
    shift
    "$@" >"$log" 2>&1 9>&- || die_with_log "$log" "${1##*/} failed"
}

# wait_until SECONDS COMMAND…: polls, and answers whether the command came true in time.
wait_until() {
    local -i deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}
