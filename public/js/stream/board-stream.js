// The one place where an element hears of a board's changes: from the browser's hub, and from the board itself while the stream
// is away.

import { noteServerTime, now } from "/js/lib/clock.js";
import { Timers } from "/js/lib/timers.js";
import { Line } from "/js/stream/line.js";

const usual = { greeting: 10_000, silence: 90_000, poll: 12_000, resetSpread: 5_000, stale: 500 };

/**
 * Listens to the boards of `{teacher id: version}`. Handlers: `slots(teacher, version, slots)`; `reset(teacher, version)`, after which
 * `snapshot(teacher)` is asked for a board (a promise of its version) until one is new enough; `freshness(state, since)` with
 * "live", "reconnecting" or "asof" (ms by the server's clock). Answers `{again(), close()}`, and `goBack(teacher, version)` for a page
 * that has got an older part of a board: the changes since then are heard again.
 */
export function boardStream(versions, handlers, { lineOf = (ends) => new Line(ends), ...timing } = {}) {
    const stream = new BoardStream(versions, handlers, lineOf, { ...usual, ...timing });
    return {
        again: () => stream.again(),
        goBack: (board, version) => stream.goBack(board, version),
        close: () => stream.close(),
    };
}

class BoardStream {
    #complete;
    #epoch;
    #handlers;
    #timing;
    #timers = new Timers();
    #lastGood = now();
    #line;
    #page = new AbortController();

    constructor(versions, handlers, lineOf, timing) {
        this.#complete = { ...versions };
        this.#handlers = handlers;
        this.#timing = timing;
        this.#line = lineOf({
            wish: () => ({ versions: this.#complete, epoch: this.#epoch, person: null }),
            hear: (message) => this.#hear(message),
        });
        this.#timers.set("silence", timing.greeting, () => this.#onSilence());
        const listening = { signal: this.#page.signal };
        globalThis.document?.addEventListener("visibilitychange", () => this.#isPolling && this.#look(), listening);
    }

    again() {
        this.#line.again();
    }

    goBack(board, version) {
        if (version >= this.#complete[board]) return;
        this.#complete[board] = version;
        this.#line.wishAnew();
    }

    close() {
        this.#page.abort();
        this.#line.close();
        this.#timers.stopAll();
    }

    #hear(message) {
        this.#timers.set("silence", this.#timing.silence, () => this.#onSilence());
        this.#on[message.type]?.(message);
    }

    #on = {
        slots: ({ board, version, slots, complete }) => {
            if (!(board in this.#complete)) return;
            this.#complete[board] = Math.max(this.#complete[board], complete);
            this.#handlers.slots(board, version, slots);
        },
        reset: ({ board, version }) => this.#startOver(board, version),
        heartbeat: ({ versions, epoch, now: time, resolution }) => {
            this.#epoch = epoch;
            noteServerTime(time, { resolution });
            // A stream behind this page's own board: its version comes from before a restore, or the page was quicker by a moment.
            for (const [board, version] of Object.entries(versions)) {
                if (version < this.#complete[board]) this.#startOver(Number(board), version);
            }
        },
        state: ({ state, lastGood, isCarried }) => {
            this.#lastGood = Math.max(this.#lastGood, lastGood);
            if (state === "live" && isCarried) return this.#isLive();
            if (state === "degraded" && isCarried) return this.#isLive("asof");
            if (state !== "opening") this.#isAway();
        },
    };

    #isLive(state = "live") {
        this.#timers.stop("poll");
        this.#handlers.freshness(state, this.#lastGood);
    }

    #isAway() {
        if (this.#isPolling) return;
        this.#handlers.freshness("reconnecting", this.#lastGood);
        this.#pollIn(Math.random());
    }

    // The hub itself says nothing any more.
    #onSilence() {
        this.#isAway();
        this.#line.renew();
        this.#timers.set("silence", this.#timing.silence, () => this.#onSilence());
    }

    get #isPolling() {
        return this.#timers.has("poll");
    }

    #pollIn(pauses) {
        this.#timers.set("poll", this.#timing.poll * pauses, () => this.#poll());
    }

    // Somebody turns to the page: timers of hidden pages may be minutes late, so everything is tried at once.
    #look() {
        if (document.hidden) return;
        this.#line.again();
        this.#poll();
    }

    // While the stream is away the board itself is asked now and then (its ETag makes that cheap), but only where somebody looks.
    async #poll() {
        this.#pollIn(0.5 + Math.random());
        if (globalThis.document?.hidden) return;
        const asked = now();
        const boards = Object.keys(this.#complete).map(Number);
        const results = await Promise.allSettled(boards.map((board) => this.#handlers.snapshot(board)));
        if (!this.#isPolling) return;
        if (results.every(({ status }) => status === "fulfilled")) this.#lastGood = Math.max(this.#lastGood, asked);
        this.#handlers.freshness("asof", this.#lastGood);
    }

    #startOver(board, version) {
        this.#complete[board] = version;
        this.#handlers.reset(board, version);
        const pause = Math.random() * this.#timing.resetSpread;
        this.#timers.set(`reset ${board}`, pause, () => this.#mend(board, version));
    }

    // A snapshot may come from a cache and be a second old: it must not be older than the reset.
    async #mend(board, version, pause = this.#timing.stale) {
        const reached = await this.#handlers.snapshot(board).catch(() => -1);
        if (this.#page.signal.aborted || reached >= version) return;
        const longer = Math.min(pause * 2, 8_000);
        this.#timers.set(`reset ${board}`, pause * (1 + Math.random()), () => this.#mend(board, version, longer));
    }
}
