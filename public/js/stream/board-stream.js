// The one place where a page hears of changes. It takes and gives plain data only, so that it can move into a SharedWorker.
//
// EventSource never comes back after an answer that is not 200, so each failure makes a new one, after a pause at random.

import { noteServerTime, now } from "/js/lib/clock.js";

const timing = {
    silence: 50_000,
    firstPause: 1_000,
    longestPause: 30_000,
    grace: 2_500,
    poll: 12_000,
    resetSpread: 5_000,
    stale: 500,
};

/**
 * Opens a stream for `{teacher id: version}`. Handlers: `slots(teacher, version, slots)`; `reset(teacher, version)`, after which
 * `snapshot(teacher)` is asked for a board (a promise of its version) until one is new enough; `freshness(state, since)` with
 * "live", "reconnecting" or "asof" (ms by the server's clock). Answers `{close()}`.
 */
export function boardStream(versions, handlers, options = {}) {
    const stream = new BoardStream(versions, handlers, { ...timing, ...options });
    stream.open();
    return { close: () => stream.close() };
}

class BoardStream {
    #complete;
    #epoch = "";
    #lastID = "";
    #handlers;
    #timing;
    #source = null;
    #timers = new Map();
    #failures = 0;
    #lastGood = now();
    #closed = false;
    #page = new AbortController();

    constructor(versions, handlers, timing) {
        this.#complete = { ...versions };
        this.#handlers = handlers;
        this.#timing = timing;
        const listening = { signal: this.#page.signal };
        globalThis.addEventListener("online", () => this.#again(0), listening);
        globalThis.addEventListener("pageshow", ({ persisted }) => persisted && this.#again(0), listening);
        globalThis.addEventListener("pagehide", () => this.#drop(), listening);
    }

    open() {
        this.#drop();
        if (this.#closed) return;
        this.#lastID = "";
        const source = new EventSource(`/api/v1/events?${this.#query()}`);
        this.#source = source;
        source.addEventListener("open", () => this.#isAlive());
        source.addEventListener("slots", (event) => this.#onSlots(event));
        source.addEventListener("reset", (event) => this.#onReset(event));
        source.addEventListener("heartbeat", (event) => this.#onHeartbeat(event));
        source.addEventListener("error", () => this.#onFailure());
        this.#after("silence", this.#timing.silence, () => this.#onFailure());
    }

    close() {
        this.#closed = true;
        this.#drop();
        this.#page.abort();
        for (const name of [...this.#timers.keys()]) this.#stop(name);
    }

    #query() {
        const pairs = Object.entries(this.#complete);
        return pairs.length === 1
            ? `teacher=${pairs[0][0]}&since=${pairs[0][1]}`
            : `teachers=${pairs.map((pair) => pair.join(":")).join(",")}`;
    }

    #onSlots(event) {
        const { teacher_id: teacher, version, slots } = JSON.parse(event.data);
        this.#isAlive();
        // Only an event with an id says that nothing below its version is missing here.
        const id = event.lastEventId && event.lastEventId !== this.#lastID ? this.#read(event.lastEventId) : null;
        if (id && this.#epoch && id.epoch !== this.#epoch) this.#startOver(teacher, version);
        else if (id) this.#complete[teacher] = Math.max(this.#complete[teacher] ?? 0, id.version);
        if (id) this.#epoch = id.epoch;
        this.#handlers.slots(teacher, version, slots);
    }

    #onReset(event) {
        const { teacher_id: teacher, version } = JSON.parse(event.data);
        this.#isAlive();
        this.#epoch = this.#read(event.lastEventId)?.epoch ?? this.#epoch;
        this.#startOver(teacher, version);
    }

    #startOver(teacher, version) {
        this.#complete[teacher] = version;
        this.#handlers.reset(teacher, version);
        this.#after(`reset ${teacher}`, Math.random() * this.#timing.resetSpread, () => this.#mend(teacher, version));
    }

    // A snapshot may come from a cache and be a second old: it must not be older than the reset.
    async #mend(teacher, version, pause = this.#timing.stale) {
        const reached = await this.#handlers.snapshot(teacher).catch(() => -1);
        if (this.#closed || reached >= version) return;
        this.#after(
            `reset ${teacher}`,
            pause * (1 + Math.random()),
            () => this.#mend(teacher, version, Math.min(pause * 2, 8_000)),
        );
    }

    #onHeartbeat(event) {
        const { versions, now: time, degraded } = JSON.parse(event.data);
        noteServerTime(Date.parse(time), { resolution: /\.\d/.test(time) ? 0 : 1000 });
        const missed = Object.entries(versions).some(([teacher, version]) =>
            version > (this.#complete[teacher] ?? Infinity)
        );
        if (missed) return this.#again(Math.random() * this.#timing.firstPause);
        this.#isAlive(degraded);
    }

    // "epoch:teacher:version"; an event without one repeats the last id of its stream.
    #read(id) {
        this.#lastID = id;
        const [epoch, , version] = id.split(":");
        return version ? { epoch, version: Number(version) } : null;
    }

    #isAlive(degraded = false) {
        this.#failures = 0;
        for (const name of ["again", "grace", "poll"]) this.#stop(name);
        this.#after("silence", this.#timing.silence, () => this.#onFailure());
        if (!degraded) this.#lastGood = now();
        this.#handlers.freshness(degraded ? "asof" : "live", this.#lastGood);
    }

    #onFailure() {
        this.#failures += 1;
        const longest = Math.min(this.#timing.longestPause, this.#timing.firstPause * 2 ** (this.#failures - 1));
        this.#again(Math.random() * longest);
        if (this.#timers.has("grace") || this.#timers.has("poll")) return;
        this.#after("grace", this.#timing.grace, () => {
            this.#handlers.freshness("reconnecting", this.#lastGood);
            this.#pollSoon();
        });
    }

    // While the stream is away the board itself is asked now and then (its ETag makes that cheap).
    #pollSoon() {
        this.#after("poll", this.#timing.poll * (0.5 + Math.random()), async () => {
            const results = await Promise.allSettled(
                Object.keys(this.#complete).map((teacher) => this.#handlers.snapshot(Number(teacher))),
            );
            if (this.#closed || !this.#timers.has("poll")) return;
            if (results.every(({ status }) => status === "fulfilled")) this.#lastGood = now();
            this.#handlers.freshness("asof", this.#lastGood);
            this.#pollSoon();
        });
    }

    #again(pause) {
        this.#drop();
        this.#after("again", pause, () => this.open());
    }

    #drop() {
        this.#stop("silence");
        this.#source?.close();
        this.#source = null;
    }

    #after(name, milliseconds, body) {
        this.#stop(name);
        this.#timers.set(name, setTimeout(body, milliseconds));
    }

    #stop(name) {
        clearTimeout(this.#timers.get(name));
        this.#timers.delete(name);
    }
}
