import { deepEqual, equal, notEqual } from "node:assert/strict";
import { Problem } from "/js/lib/api.js";
import { BookingFlow } from "/js/lib/booking-flow.js";

const slot = { id: 1, teacher_id: 7, starts_at: "2026-11-24T15:00:00Z" };
const other = { id: 2, teacher_id: 7, starts_at: "2026-11-24T16:00:00Z" };
const refuse = (type, status = 409, alternatives = []) => new Problem({ type, title: type, status, alternatives });

/** A reader whose requests end as the test says: `next` is what the API will throw, or null. */
class Reader extends EventTarget {
    holds = new Map();
    bookings = new Map();
    keys = [];
    next = null;

    async #ask(change) {
        await Promise.resolve();
        const problem = this.next;
        this.next = null;
        if (problem) throw problem;
        const answer = change();
        this.dispatchEvent(new Event("change"));
        return answer;
    }

    hold(slot) {
        return this.#ask(() => this.holds = new Map([[slot.id, Date.now() + 300_000]]));
    }

    letGo(slot) {
        return this.#ask(() => this.holds.delete(slot.id));
    }

    book(slot, note, key) {
        this.keys.push(key);
        return this.#ask(() => this.keep({ id: 9, slot, note }, slot));
    }

    cancel(booking) {
        return this.#ask(() => this.bookings.delete(booking.slot.id));
    }

    move(booking, slot) {
        return this.#ask(() => {
            this.bookings.delete(booking.slot.id);
            return this.keep({ ...booking, slot }, slot);
        });
    }

    load() {
        return Promise.resolve();
    }

    dropEnded() {
        this.holds.clear();
    }

    keep(booking, slot) {
        this.holds.delete(slot.id);
        this.bookings.set(slot.id, booking);
        return booking;
    }
}

function start({ free = true } = {}) {
    const mine = new Reader();
    const board = {
        slot: (id) => [slot, other].find((one) => one.id === id),
        isFree: () => free,
        nearest: () => [other],
    };
    return { mine, flow: new BookingFlow({ mine, board }) };
}

Deno.test("a chosen slot is held, then booked, in one sheet", async () => {
    const { flow } = start();
    const faces = [];
    flow.addEventListener("change", () => faces.push(flow.state.face));
    await flow.hold(slot);
    equal(flow.state.face, "held");
    await flow.book("Fractions");
    equal(flow.state.face, "booked");
    equal(flow.state.booking.note, "Fractions");
    deepEqual([...new Set(faces)], ["holding", "held", "booked"]);
});

Deno.test("a lost race offers the nearest times, and one press holds one of them", async () => {
    const { mine, flow } = start();
    mine.next = refuse("slot-taken");
    await flow.hold(slot);
    equal(flow.state.face, "refused");
    deepEqual(flow.state.alternatives, [other]);
    await flow.take(other);
    deepEqual([flow.state.face, flow.state.slot.id], ["held", 2]);
});

Deno.test("the API's alternatives come before those of this page", async () => {
    const { mine, flow } = start();
    mine.next = refuse("slot-taken", 409, [{ id: 5 }]);
    await flow.hold(slot);
    deepEqual(flow.state.alternatives.map(({ id }) => id), [5]);
});

Deno.test("a booking of unknown outcome is tried again with its key, another wish has another", async () => {
    const { mine, flow } = start();
    await flow.hold(slot);
    mine.next = refuse("offline", 0);
    await flow.book("Hello");
    deepEqual([flow.state.face, flow.state.remedy], ["held", "again"]);
    mine.next = refuse("offline", 0);
    await flow.again();
    mine.next = refuse("offline", 0);
    await flow.book("Hello again");
    equal(mine.keys[0], mine.keys[1]);
    notEqual(mine.keys[1], mine.keys[2]);
});

Deno.test("a second press while the first is under way does nothing", async () => {
    const { mine, flow } = start();
    await flow.hold(slot);
    await Promise.all([flow.book(""), flow.book("")]);
    equal(mine.keys.length, 1);
});

Deno.test("whoever is signed out is sent to sign in with the slot they chose", async () => {
    const { mine, flow } = start();
    let sent;
    flow.addEventListener("signed-out", ({ detail }) => sent = detail);
    mine.next = refuse("not-signed-in", 401);
    await flow.hold(slot);
    deepEqual([sent, flow.state.face], [slot, null]);
});

Deno.test("closing keeps a running hold at hand", async () => {
    const { flow } = start();
    await flow.hold(slot);
    flow.close();
    deepEqual([flow.state.face, flow.state.folded], ["held", true]);
    await flow.letGo();
    equal(flow.state.face, null);
});

Deno.test("a hold that ran out can be taken again", async () => {
    const { flow } = start();
    await flow.hold(slot);
    flow.ended();
    deepEqual([flow.state.face, flow.state.remedy], ["refused", "again"]);
    await flow.again();
    equal(flow.state.face, "held");
});

Deno.test("another tab's hold appears here, and its booking too", () => {
    const { mine, flow } = start();
    mine.holds.set(1, Date.now() + 300_000);
    mine.dispatchEvent(new Event("change"));
    equal(flow.state.face, "held");
    mine.keep({ id: 9, slot }, slot);
    mine.dispatchEvent(new Event("change"));
    equal(flow.state.face, "booked");
});

Deno.test("a hold let go elsewhere closes the sheet; one taken away is said", async () => {
    for (const [free, face] of [[true, null], [false, "refused"]]) {
        const { mine, flow } = start({ free });
        await flow.hold(slot);
        mine.holds.clear();
        mine.dispatchEvent(new Event("change"));
        equal(flow.state.face, face);
    }
});

Deno.test("a booking moves to another slot, and says so", async () => {
    const { mine, flow } = start();
    const booking = mine.keep({ id: 9, slot }, slot);
    let moved = null;
    flow.addEventListener("moved", ({ detail }) => moved = detail);
    flow.offerMove(booking, other);
    await flow.move();
    deepEqual([flow.state.face, flow.state.slot.id, moved.slot.id], ["booked", 2, 2]);
});

Deno.test("a refused move offers the nearest times for the same booking", async () => {
    const { mine, flow } = start();
    const booking = mine.keep({ id: 9, slot: other }, other);
    mine.next = refuse("slot-taken");
    flow.offerMove(booking, slot);
    await flow.move();
    flow.take(other);
    deepEqual([flow.state.face, flow.state.booking.id], ["moving", 9]);
});

Deno.test("cancelling asks first, and a refusal leaves the lesson", async () => {
    const { mine, flow } = start();
    mine.keep({ id: 9, slot }, slot);
    flow.open(slot);
    flow.askCancel();
    mine.next = refuse("slot-started");
    await flow.cancel("");
    deepEqual([flow.state.face, flow.state.error], ["cancelling", "slot-started"]);
    flow.keep();
    equal(flow.state.face, "booked");
});

Deno.test("who already has a lesson then is led to their lessons", async () => {
    const { mine, flow } = start();
    mine.next = refuse("student-busy");
    await flow.hold(slot);
    equal(flow.state.remedy, "lessons");
});

Deno.test("who is signed out leaves the sheet, also one that is busy", async () => {
    const { mine, flow } = start();
    await flow.hold(slot);
    const booking = flow.book("Fractions");
    flow.forget();
    equal(flow.state.face, null);
    mine.holds.clear();
    flow.sync();
    equal(flow.state.face, null);
    await booking;
    equal(flow.state.face, null);
});
