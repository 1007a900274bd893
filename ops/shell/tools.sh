# shellcheck shell=bash
# Tools from PyPI, in a virtual environment that the stacks of a clone can share.

settle_tools() {
    TOOLS=$(realpath -ms "${SLOTBOARD_TOOLS:-$SLOTBOARD_HOME/venv}")
}

# install_tools REQUIREMENTS…: once for each state of the files.
install_tools() {
    local wanted
    wanted=$(cat "$@" | sha256sum | cut -c 1-32)
    ! grep -qsx "$wanted" "$TOOLS/installed" || return 0
    step "Tools" "from PyPI into $TOOLS"
    [[ -x $TOOLS/bin/pip ]] || /usr/bin/python3 -m venv "$TOOLS" >"$LOGS/tools.log" 2>&1 ||
        die_with_log "$LOGS/tools.log" "python3 could not make $TOOLS"
    "$TOOLS/bin/pip" install -q "${@/#/-r}" >"$LOGS/tools.log" 2>&1 ||
        die_with_log "$LOGS/tools.log" "pip could not install what ${*} ask for"
    echo "$wanted" >>"$TOOLS/installed"
}
