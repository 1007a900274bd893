# shellcheck shell=bash
# Tools from PyPI, in a virtual environment that the stacks of a clone can share.

settle_tools() {
    TOOLS=$(realpath -ms "${SLOTBOARD_TOOLS:-$SLOTBOARD_HOME/venv}")
}

# install_tools REQUIREMENTS…: each file once in each of its states.
install_tools() {
    local file wanted
    for file in "$@"; do
        wanted=$(sha256sum "$file")
        ! grep -qsxF "$wanted" "$TOOLS/installed" || continue
        step "Tools" "from PyPI into $TOOLS: $file"
        if ! { [[ -x $TOOLS/bin/pip ]] || /usr/bin/python3 -m venv "$TOOLS"; } >"$LOGS/tools.log" 2>&1 ||
            ! "$TOOLS/bin/pip" install -q -r "$file" >"$LOGS/tools.log" 2>&1; then
            die_with_log "$LOGS/tools.log" "cannot install what $file asks for"
        fi
        echo "$wanted" >>"$TOOLS/installed"
    done
}
