// The reader's own holds and bookings, and what can be done with them. Tabs of one browser tell each other.

import { newKey, Problem, request } from "/js/lib/api.js";
import { now } from "/js/lib/clock.js";
import { deeds } from "/js/lib/deeds.js";

const pageSize = 100;
const wholeHold = "slotboard:hold-seconds";

/** Sends `change` when holds or bookings changed, and `slot` with the state of a slot that an answer brought. */
export class Mine extends EventTarget {
    holds = new Map();
    bookings = new Map();
    freed = new Map();
    /** The version of a slot on the board; set by whoever has the board. */
    versionOf = () => 0;
    #person;
    #deeds = 0;
    #listening = new AbortController();

    constructor(person) {
        super();
        this.#person = person;
        deeds.addEventListener("message", ({ data: freed }) => this.#hear(freed), { signal: this.#listening.signal });
    }

    get person() {
        return this.#person;
    }

    /** Asks the API anew; an answer that something done meanwhile has overtaken is asked for again. */
    async load() {
        if (!this.#person) return;
        const deeds = this.#deeds;
        const [holds, bookings] = await Promise.all([request("GET", "/holds", { cache: "no-store" }), this.#coming()]);
        if (deeds !== this.#deeds) return this.load();
        this.holds = new Map(holds.body.holds.map((hold) => [hold.slot_id, Date.parse(hold.expires_at)]));
        this.bookings = new Map(bookings.map((booking) => [booking.slot.id, booking]));
        this.#changed();
    }

    /** The reader is signed out: nothing is theirs any more. */
    forget() {
        this.#person = null;
        this.#deeds += 1;
        this.close();
        for (const known of [this.holds, this.bookings, this.freed]) known.clear();
        this.#changed();
    }

    /** Holds a slot; the API lets another hold of mine go in the same step. Answers when the hold ends (ms). */
    async hold(slot) {
        const { body } = await this.#ask("PUT", `/slots/${slot.id}/hold`);
        const end = Date.parse(body.expires_at);
        for (const id of this.holds.keys()) if (id !== slot.id) this.freed.set(id, this.versionOf(id));
        this.holds = new Map([[slot.id, end]]);
        this.freed.delete(slot.id);
        rememberWholeHold((end - now()) / 1000);
        this.#did();
        return end;
    }

    async letGo(slot) {
        await this.#ask("DELETE", `/slots/${slot.id}/hold`);
        this.holds.delete(slot.id);
        this.freed.set(slot.id, this.versionOf(slot.id));
        this.#did({ freed: slot.id });
    }

    /** Books with a key that the caller keeps for further tries of the same booking. */
    async book(slot, note, key = newKey()) {
        const { body } = await this.#ask("POST", "/bookings", {
            key,
            body: note ? { slot_id: slot.id, note } : { slot_id: slot.id },
        });
        this.holds.delete(slot.id);
        this.bookings.set(slot.id, body);
        this.#did({ slot: body.slot });
        return body;
    }

    async cancel(booking, reason) {
        const { body } = await this.#ask("PUT", `/bookings/${booking.id}/cancellation`, {
            body: reason ? { reason } : {},
        });
        this.bookings.delete(booking.slot.id);
        this.freed.set(booking.slot.id, this.versionOf(booking.slot.id));
        this.#did({ slot: body.slot });
        return body;
    }

    async move(booking, slot) {
        const { body } = await this.#ask("PUT", `/bookings/${booking.id}/slot`, { body: { slot_id: slot.id } });
        this.bookings.delete(booking.slot.id);
        this.freed.set(booking.slot.id, this.versionOf(booking.slot.id));
        this.bookings.set(body.slot.id, body);
        this.holds.delete(slot.id);
        this.#did({ slot: body.slot });
        return body;
    }

    /** Forgets holds that have run out; answers their slot ids. */
    dropEnded() {
        const ended = [...this.holds].filter(([, end]) => end <= now()).map(([id]) => id);
        for (const id of ended) this.holds.delete(id);
        if (ended.length) this.#changed();
        return ended;
    }

    /** Hears no other tabs any more. */
    close() {
        this.#listening.abort();
    }

    // What comes back after the reader has left is theirs no more, and nobody's to see.
    async #ask(method, path, options) {
        const person = this.#person;
        const answer = await request(method, path, options);
        if (person !== this.#person) {
            throw new Problem({ type: "not-signed-in", title: "You are signed out.", status: 401 });
        }
        return answer;
    }

    #hear(freed) {
        if (!freed) return;
        this.freed.set(freed, this.versionOf(freed));
        this.#changed();
    }

    async #coming() {
        const bookings = [];
        let cursor = "";
        do {
            const { body } = await request("GET", `/bookings?when=coming&limit=${pageSize}${cursor}`, {
                cache: "no-store",
            });
            bookings.push(...body.bookings);
            cursor = body.next_cursor ? `&cursor=${encodeURIComponent(body.next_cursor)}` : "";
        } while (cursor);
        return bookings.filter(({ status, student }) => status === "booked" && student.id === this.#person?.id);
    }

    #did({ slot, freed = 0 } = {}) {
        this.#deeds += 1;
        if (slot) this.dispatchEvent(new CustomEvent("slot", { detail: slot }));
        this.#changed();
        deeds.postMessage(freed);
    }

    #changed() {
        this.dispatchEvent(new Event("change"));
    }
}

/** How long a hold lasts altogether, in seconds, as far as this browser has seen: what a draining bar is measured by. */
export function wholeHoldSeconds(remaining) {
    return Math.max(remaining, Number(localStorage.getItem(wholeHold)) || 300);
}

function rememberWholeHold(seconds) {
    if (seconds > 30) localStorage.setItem(wholeHold, String(Math.round(seconds)));
}
