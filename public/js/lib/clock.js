// The server's time, as far as answers and heartbeats have told it: countdowns must not trust a reader's clock.

let offset = 0;

/** Milliseconds since 1970 by the server's clock. */
export function now() {
    return Date.now() + offset;
}

/** Takes note of the server's time, heard `resolution` milliseconds coarse at the moment `heard` of this machine. */
export function noteServerTime(milliseconds, { resolution = 0, heard = Date.now() } = {}) {
    if (!Number.isFinite(milliseconds)) return;
    const seen = milliseconds + resolution / 2 - heard;
    if (Math.abs(seen - offset) > Math.max(resolution, 250)) offset = seen;
}
