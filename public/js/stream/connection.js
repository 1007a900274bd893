// One EventSource after another. EventSource itself never comes back after an answer that is not 200, and knows no jitter:
// so each failure ends it, and a new one begins after a pause at random.

import { now } from "/js/lib/clock.js";
import { Timers } from "/js/lib/timers.js";
import { pauseBefore } from "/js/stream/pause.js";

const usual = {
    connecting: 20_000,
    silence: 50_000,
    firstPause: 1_000,
    longestPause: 30_000,
    settled: 5_000,
    grace: 2_500,
};
const events = ["slots", "reset", "heartbeat", "mine", "signed-out", "end"];
const closed = 2;

export class Connection {
    /** "opening", then "live", "degraded" (the server hears late itself) or "away"; `lastGood` is when it was live (server's clock). */
    state = "opening";
    lastGood = now();
    isOpen = false;
    #owner;
    #timing;
    #timers = new Timers();
    #source = null;
    #failures = 0;
    #firstPause;
    #wasRefused = false;
    #attempt = 0;

    /**
     * The owner has `address()` (null: nothing to hear), `hear(name, data, id)`, `changed()` for a new state or a new beginning, and
     * `refused()`, a promise that is waited for before coming back after an answer that was not 200.
     */
    constructor(owner, timing = {}) {
        this.#owner = owner;
        this.#timing = { ...usual, ...timing };
        this.#firstPause = this.#timing.firstPause;
    }

    /** Whether it comes back from a failure that is not forgotten yet. */
    get isComeback() {
        return this.#failures > 0;
    }

    /** Ends what is open and begins anew in so many milliseconds. */
    openIn(pause) {
        this.#drop();
        const attempt = ++this.#attempt;
        if (!this.#timers.has("grace") && this.state !== "away") {
            this.#timers.set("grace", this.#timing.grace + pause, () => this.#show("away"));
        }
        this.#timers.set("open", pause, async () => {
            if (this.#wasRefused) await this.#owner.refused();
            if (attempt === this.#attempt) this.#open();
        });
    }

    /** Begins anew at random within the first pause. */
    openSoon() {
        this.openIn(Math.random() * this.#timing.firstPause);
    }

    close() {
        this.#attempt += 1;
        this.#drop();
        this.#timers.stopAll();
        this.state = "opening";
    }

    /** The server lives but cannot promise that it hears of everything at once, or can again. */
    noteDegraded(isDegraded) {
        if (!isDegraded) this.lastGood = now();
        this.#show(isDegraded ? "degraded" : "live");
    }

    #open() {
        const address = this.#owner.address();
        if (!address) return this.close();
        this.#wasRefused = false;
        const source = new EventSource(address);
        this.#source = source;
        const listen = (name, body) => source.addEventListener(name, (event) => source === this.#source && body(event));
        listen("open", () => this.#begin());
        listen("error", () => this.#onFailure(source.readyState === closed));
        for (const name of events) listen(name, (event) => this.#onEvent(name, event));
        this.#timers.set("silence", this.#timing.connecting, () => this.#onFailure(false));
    }

    #begin() {
        this.isOpen = true;
        this.#listenOn();
        this.#timers.stop("grace");
        // A server that answers and dies at once is no success yet.
        this.#timers.set("settled", this.#timing.settled, () => this.#forgetFailures());
        this.lastGood = now();
        this.state = "live";
        this.#owner.changed();
    }

    #onEvent(name, { data, lastEventId }) {
        if (!this.isOpen) this.#begin();
        this.#listenOn();
        if (this.state === "live") this.lastGood = now();
        const content = JSON.parse(data);
        if (name !== "end") return this.#owner.hear(name, content, lastEventId);
        // The server's own end of a stream is no failure, and it says how far its clients shall spread.
        this.#failures = 0;
        this.#firstPause = content.retry;
    }

    #listenOn() {
        this.#timers.set("silence", this.#timing.silence, () => this.#onFailure(false));
    }

    #onFailure(wasRefused) {
        const { longestPause: longest } = this.#timing;
        const pause = pauseBefore({ failures: this.#failures, first: this.#firstPause, longest });
        this.#failures += 1;
        this.#wasRefused = wasRefused;
        this.openIn(pause);
    }

    #forgetFailures() {
        this.#failures = 0;
        this.#firstPause = this.#timing.firstPause;
    }

    #show(state) {
        if (state === this.state) return;
        this.state = state;
        this.#owner.changed();
    }

    #drop() {
        this.#timers.stop("silence", "settled", "open");
        this.isOpen = false;
        this.#source?.close();
        this.#source = null;
    }
}
