# shellcheck shell=bash
# Debian packages: what is missing is installed by whoever may, and apt starts none of it.

# missing_packages LIST…: the names that are not installed, or installed but older than the list asks for.
missing_packages() {
    local name oldest installed
    while read -r name oldest; do
        [[ $name && $name != \#* ]] || continue
        installed=$(dpkg-query -W -f '${db:Status-Status} ${Version}' "$name" 2>/dev/null) || installed=
        if [[ $installed != installed\ * ]] ||
            { [[ $oldest ]] && dpkg --compare-versions "${installed#* }" lt "$oldest"; }; then
            echo "$name"
        fi
    done < <(cat "${@/#/$SLOTBOARD_ROOT/ops/packages/}")
}

# install_packages LIST…
install_packages() {
    local -a missing as_root=()
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    command -v apt-get >/dev/null || die "these packages are missing, and there is no apt-get: ${missing[*]}"
    if ((EUID != 0)); then
        sudo -n true 2>/dev/null || [[ -t 0 && -x /usr/bin/sudo ]] ||
            die "packages are missing; run: sudo apt-get install --no-install-recommends ${missing[*]}"
        as_root=(sudo)
    fi
    step "Packages" "installing ${missing[*]}"
    "${as_root[@]}" "$SLOTBOARD_ROOT/ops/packages/install" "${missing[@]}" >"$LOGS/apt.log" 2>&1 ||
        die_with_log "$LOGS/apt.log" "apt-get could not install ${missing[*]}"
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]} == 0)) || die "apt-get has no recent enough version of: ${missing[*]}"
}
