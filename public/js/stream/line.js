// A page's line to the browser's hub. It is there as long as the page is; a page that sleeps in the browser's history hangs up.

import { Timers } from "/js/lib/timers.js";
import { channelWire, ownWire, workerWire } from "/js/stream/wires.js";

const patience = 5_000;

// Without locks (a plain http address, an old browser) nobody could tell when a page is gone: each then has a stream of its own.
let wireOf = !globalThis.navigator?.locks || !globalThis.BroadcastChannel
    ? ownWire
    : globalThis.SharedWorker
    ? workerWire
    : channelWire;

export class Line {
    #wish;
    #hear;
    #wire = null;
    #timers = new Timers();
    #page = new AbortController();

    /** `wish` answers `{versions, epoch?, person}` as they are now, whenever the hub asks; `hear` takes what the hub says. */
    constructor({ wish, hear }) {
        this.#wish = wish;
        this.#hear = hear;
        const listening = { signal: this.#page.signal };
        globalThis.addEventListener("pagehide", () => this.#hangUp(), listening);
        globalThis.addEventListener("pageshow", ({ persisted }) => persisted && this.renew(), listening);
        this.#connect();
    }

    /** Has the hub try at once. */
    again() {
        this.#wire?.post({ type: "again" });
    }

    /** Tells the hub what is wished for now. */
    wishAnew() {
        this.#wire?.post({ type: "want", ...this.#wish() });
    }

    /** Begins anew. */
    renew() {
        this.#hangUp();
        this.#connect();
    }

    close() {
        this.#page.abort();
        this.#hangUp();
    }

    #connect() {
        const wire = wireOf({
            hear: (message) => wire === this.#wire && this.#listen(message),
            lost: () => wire === this.#wire && this.renew(),
            unusable: () => wire === this.#wire && this.#doWithoutWorker(),
        });
        this.#wire = wire;
        // A worker whose script cannot be had does not always say so.
        if (wireOf === workerWire) this.#timers.set("greeting", patience, () => this.#doWithoutWorker());
    }

    #doWithoutWorker() {
        wireOf = channelWire;
        this.renew();
    }

    #listen(message) {
        this.#timers.stop("greeting");
        if (message.type === "hello") this.wishAnew();
        else this.#hear(message);
    }

    #hangUp() {
        this.#timers.stop("greeting");
        this.#wire?.close();
        this.#wire = null;
    }
}
