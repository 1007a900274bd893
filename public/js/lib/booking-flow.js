// From a chosen slot to a booked lesson: what the sheet shows, as states and the steps between them.
//
// A state is `{face, slot, booking?, error?, alternatives?, remedy?, folded?, busy?}`, face being null (no sheet), holding, held,
// booked, cancelling, moving or refused. `remedy` is the one next step of a refusal: "again", "lessons" or "find".

import { newKey } from "/js/lib/api.js";
import { canRetry, sentenceOf } from "/js/lib/sentences.js";

const lost = new Set(["slot-taken", "slot-started", "hold-expired", "not-found"]);
const idle = { face: null, slot: null };

/** Sends `change` (detail: whether the reader asked for it), `signed-out` (a slot), `start-move`, `moved` and `cancelled` (a booking). */
export class BookingFlow extends EventTarget {
    state = idle;
    #mine;
    #board;
    #again = null;
    #attempt = null;
    #reader = {};

    /** `board` answers `slot(id)`, `isFree(slot)` and `nearest(slot)`. */
    constructor({ mine, board }) {
        super();
        this.#mine = mine;
        this.#board = board;
        mine.addEventListener("change", () => this.sync());
    }

    hold(slot) {
        return this.#act({ face: "holding", slot }, () => this.#mine.hold(slot), () => ({ face: "held", slot }));
    }

    /** Shows a slot that is the reader's. */
    open(slot) {
        const booking = this.#mine.bookings.get(slot.id);
        this.#set(booking ? booked(booking) : { face: "held", slot }, true);
    }

    /** Books the held slot. The same wish keeps its key, however often it is tried. */
    book(note) {
        const { slot } = this.state;
        if (this.#attempt?.slot !== slot.id || this.#attempt.note !== note) {
            this.#attempt = { slot: slot.id, note, key: newKey() };
        }
        const { key } = this.#attempt;
        return this.#act({ face: "held", slot }, () => this.#mine.book(slot, note, key), booked);
    }

    letGo() {
        const { slot } = this.state;
        return this.#act({ face: "held", slot }, () => this.#mine.letGo(slot), () => idle);
    }

    askCancel() {
        this.#set({ ...booked(this.state.booking), face: "cancelling" }, true);
    }

    keep() {
        this.#set(booked(this.state.booking), true);
    }

    cancel(reason) {
        const { slot, booking } = this.state;
        return this.#act({ face: "cancelling", slot, booking }, () => this.#mine.cancel(booking, reason), () => {
            this.#send("cancelled", booking);
            return idle;
        });
    }

    startMove() {
        const { booking } = this.state;
        this.close();
        this.#send("start-move", booking);
    }

    /** Asks whether a booking is to move to a slot. */
    offerMove(booking, slot) {
        this.#set({ face: "moving", slot, booking }, true);
    }

    move() {
        const { slot, booking } = this.state;
        return this.#act({ face: "moving", slot, booking }, () => this.#mine.move(booking, slot), (moved) => {
            this.#send("moved", moved);
            return booked(moved);
        });
    }

    /** Takes one of the alternatives of a refusal. */
    take(slot) {
        const { booking } = this.state;
        return booking ? this.offerMove(booking, slot) : this.hold(slot);
    }

    again() {
        return this.#again?.();
    }

    /** The reader is signed out: leaves whatever it was about, and what is still on its way. */
    forget() {
        this.#reader = {};
        this.#attempt = null;
        this.#set(idle, false);
    }

    fold() {
        this.#set({ ...this.state, folded: !this.state.folded }, true);
    }

    /** Closes the sheet; a hold that still runs stays as a folded sheet. */
    close() {
        const held = this.#held();
        this.#set(held ? { face: "held", slot: held, folded: true } : idle, true);
    }

    /** The hold ran out while the reader looked at it. */
    ended() {
        const { face, slot, busy } = this.state;
        this.#mine.dropEnded();
        if (face !== "held" || busy) return;
        this.#again = () => this.hold(slot);
        this.#set({ face: "refused", slot, error: "Your hold ran out.", remedy: "again", alternatives: [] }, false);
    }

    /** Fits the state to holds and bookings that another tab may have changed. */
    sync() {
        const { face, slot, busy } = this.state;
        if (busy) return;
        const held = this.#held();
        if (face === "held" && !this.#mine.holds.has(slot.id)) {
            const booking = this.#mine.bookings.get(slot.id);
            this.#set(booking ? booked(booking) : held ? { face: "held", slot: held } : this.#gone(slot), false);
        } else if (["booked", "cancelling"].includes(face) && !this.#mine.bookings.has(slot.id)) {
            this.#set(idle, false);
        } else if (face === null && held) {
            this.#set({ face: "held", slot: held }, false);
        }
    }

    // Let go elsewhere is no news; taken away is.
    #gone(slot) {
        if (this.#board.isFree(slot)) return idle;
        return {
            face: "refused",
            slot,
            error: "This time is no longer held for you.",
            ...this.#offer(this.#board.nearest(slot)),
        };
    }

    #offer(alternatives) {
        return { alternatives, remedy: alternatives.length ? null : "find" };
    }

    #held() {
        return [...this.#mine.holds.keys()].map((id) => this.#board.slot(id)).find(Boolean);
    }

    // One thing at a time; what is refused stands where it happened.
    async #act(start, action, done) {
        if (this.state.busy) return;
        this.#set({ ...start, busy: true }, true);
        const reader = this.#reader;
        try {
            const answer = await action();
            if (reader === this.#reader) this.#set(done(answer), true);
        } catch (problem) {
            if (reader !== this.#reader) return;
            this.#again = () => this.#act(start, action, done);
            await this.#refused(problem, start);
        }
    }

    async #refused(problem, start) {
        const { face, slot } = start;
        if (problem.type === "not-signed-in") {
            this.#set(idle, false);
            return this.#send("signed-out", slot);
        }
        if (problem.type === "student-busy") await this.#mine.load().catch(() => {});
        if (face === "held" && this.#mine.bookings.has(slot.id)) {
            return this.#set(booked(this.#mine.bookings.get(slot.id)), true);
        }
        const error = sentenceOf(problem);
        if (lost.has(problem.type) && problem.reason !== "booking-cancelled" && face !== "cancelling") {
            const alternatives = problem.alternatives.length ? problem.alternatives : this.#board.nearest(slot);
            return this.#set({ ...start, face: "refused", error, ...this.#offer(alternatives) }, true);
        }
        const remedy = canRetry(problem) ? "again" : problem.type === "student-busy" ? "lessons" : null;
        this.#set({ ...start, face: face === "holding" ? "refused" : face, error, remedy, alternatives: [] }, true);
    }

    #set(state, asked) {
        this.state = state;
        this.#send("change", asked);
    }

    #send(name, detail) {
        this.dispatchEvent(new CustomEvent(name, { detail }));
    }
}

function booked(booking) {
    return { face: "booked", slot: booking.slot, booking };
}
