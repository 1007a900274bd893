# shellcheck shell=bash
# The release build, which every stack of a clone can share. Progress goes to the terminal as SwiftPM shows it.

build_programs() {
    step "Build" "release, into $SLOTBOARD_BUILD"
    swift_build
}

build_tests() {
    step "Build" "release with tests, into $SLOTBOARD_BUILD"
    swift_build --build-tests
}

swift_build() {
    command -v swift >/dev/null || die "there is no swift on the PATH; take Swift 6.2 or newer from swift.org"
    mkdir -p "$SLOTBOARD_BUILD"
    (cd "$SLOTBOARD_ROOT" && swift build -c release --scratch-path "$SLOTBOARD_BUILD" "$@") >&2 || die "the build failed"
}

# The clients of Tests/load: a package of their own, so that only who measures builds them.
build_load_clients() {
    export SLOTBOARD_STREAM_CLIENTS=$SLOTBOARD_BUILD/load/release/stream-clients
    export SLOTBOARD_REQUEST_CLIENTS=$SLOTBOARD_BUILD/load/release/request-clients
    mkdir -p "$SLOTBOARD_BUILD"
    swift build -c release --package-path "$SLOTBOARD_ROOT/Tests/load/clients" --scratch-path "$SLOTBOARD_BUILD/load" >&2 ||
        die "the build failed"
}
