import { deepEqual, equal } from "node:assert/strict";
import { BoardState, faceOf, nearestFree, nextTurn } from "/js/lib/board-state.js";

const noon = Date.parse("2026-11-24T12:00:00Z");
const nobody = () => ({ holds: new Map(), bookings: new Map(), freed: new Map() });

function slot(id, version, values = {}) {
    return {
        id,
        version,
        status: "open",
        capacity: 1,
        seats_left: 1,
        held_until: null,
        starts_at: "2026-11-24T15:00:00Z",
        local_start: "2026-11-24T16:00",
        ...values,
    };
}

const snapshot = (version, slots) => ({ version, from: "2026-11-22", days: 9, slots });
const stateOf = (board, id) => `${board.slots.get(id).status} ${board.slots.get(id).version}`;

Deno.test("of each slot the highest version is kept, in whatever order it comes", () => {
    const board = new BoardState();
    board.snapshot(snapshot(5, [slot(1, 5)]));
    equal(board.merge(7, [slot(1, 7, { status: "booked" })]).length, 1);
    equal(board.merge(6, [slot(1, 6, { status: "held" })]).length, 0);
    equal(board.snapshot(snapshot(5, [slot(1, 5)])).length, 0);
    equal(stateOf(board, 1), "booked 7");
    equal(board.version, 7);
});

Deno.test("changes are to be heard from the oldest snapshot on, or from a reset", () => {
    const board = new BoardState();
    equal(board.since, Infinity);
    board.snapshot(snapshot(5, [slot(1, 5)]));
    board.snapshot({ ...snapshot(8, []), from: "2026-11-29" });
    equal(board.since, 5);
    board.merge(9, [slot(1, 9)]);
    board.snapshot(snapshot(4, [slot(1, 4)]));
    deepEqual([board.since, stateOf(board, 1)], [4, "open 9"]);
    board.reset(30);
    board.snapshot(snapshot(29, []));
    board.snapshot(snapshot(31, []));
    equal(board.since, 30);
});

Deno.test("a slot that a newer snapshot no longer has is kept as withdrawn", () => {
    const board = new BoardState();
    board.snapshot(snapshot(5, [slot(1, 5), slot(2, 3)]));
    deepEqual(board.snapshot(snapshot(8, [slot(2, 3)])).map(({ id }) => id), [1]);
    equal(stateOf(board, 1), "withdrawn 8");
});

Deno.test("an older snapshot does not take away what an event brought since", () => {
    const board = new BoardState();
    board.snapshot(snapshot(5, []));
    board.merge(6, [slot(3, 6)]);
    board.snapshot(snapshot(5, []));
    equal(stateOf(board, 3), "open 6");
});

Deno.test("a snapshot of one week says nothing about another", () => {
    const board = new BoardState();
    board.merge(4, [slot(1, 4, { local_start: "2026-12-08T16:00" })]);
    board.snapshot(snapshot(9, []));
    equal(stateOf(board, 1), "open 4");
});

Deno.test("after a reset versions may be lower, and events that came meanwhile still count", () => {
    const board = new BoardState();
    board.snapshot(snapshot(90, [slot(1, 90, { status: "booked" }), slot(2, 80)]));
    board.reset(30);
    board.merge(32, [slot(1, 32, { status: "held" })]);
    equal(board.snapshot(snapshot(29, [slot(1, 29)])).length, 0);
    board.snapshot(snapshot(31, [slot(1, 31)]));
    equal(stateOf(board, 1), "held 32");
    equal(stateOf(board, 2), "withdrawn 0");
});

Deno.test("faces: open, held, taken, seats left, past, withdrawn", () => {
    const face = (values) => faceOf(slot(1, 1, values), noon, nobody());
    equal(face({}).word, "Open");
    equal(face({ capacity: 6, seats_left: 2 }).word, "2 of 6 left");
    equal(face({ status: "booked", seats_left: 0 }).word, "Taken");
    equal(face({ status: "withdrawn" }).kind, "withdrawn");
    equal(face({ starts_at: "2026-11-24T12:00:00Z" }).kind, "past");
    deepEqual(face({ status: "held", seats_left: 0, held_until: "2026-11-24T12:00:01Z" }), {
        kind: "held",
        word: "Held",
        free: false,
    });
});

Deno.test("a hold past its end counts as open, swept or not", () => {
    const held = { status: "held", seats_left: 0, held_until: "2026-11-24T12:00:00Z" };
    equal(faceOf(slot(1, 1, held), noon, nobody()).free, true);
    equal(faceOf(slot(1, 1, { ...held, capacity: 6 }), noon, nobody()).word, "1 of 6 left");
});

Deno.test("what I hold or booked is mine, until my hold ends", () => {
    const mine = nobody();
    mine.holds.set(1, noon + 1000);
    equal(faceOf(slot(1, 1, { status: "held", seats_left: 0 }), noon, mine).kind, "yours");
    equal(faceOf(slot(1, 1), noon + 1000, mine).kind, "open");
    mine.bookings.set(1, {});
    equal(faceOf(slot(1, 1, { status: "booked", seats_left: 0 }), noon + 1000, mine).kind, "yours");
});

Deno.test("what I gave back is open at once, but only until the board says otherwise", () => {
    const mine = nobody();
    mine.freed.set(1, 4);
    const held = { status: "held", seats_left: 0, held_until: "2026-11-24T13:00:00Z" };
    equal(faceOf(slot(1, 4, held), noon, mine).kind, "open");
    equal(faceOf(slot(1, 5, held), noon, mine).kind, "held");
});

Deno.test("the clock turns a face at the end of a hold and at the start of a lesson", () => {
    const slots = [slot(1, 1), slot(2, 1, { held_until: "2026-11-24T12:04:00Z" })];
    equal(nextTurn(slots, noon, nobody()), Date.parse("2026-11-24T12:04:00Z"));
    equal(nextTurn(slots, Date.parse("2026-11-24T12:04:00Z"), nobody()), Date.parse("2026-11-24T15:00:00Z"));
    equal(nextTurn([], noon, nobody()), Infinity);
});

Deno.test("the nearest free times come soonest first, without the one that was lost", () => {
    const at = (id, hour, values) => slot(id, 1, { starts_at: `2026-11-24T${hour}:00:00Z`, ...values });
    const slots = [
        at(1, 15),
        at(2, 13),
        at(3, 16),
        at(4, 17),
        at(5, 23),
        at(6, 14, { status: "booked", seats_left: 0 }),
    ];
    deepEqual(nearestFree(slots, slots[0], noon, nobody()).map(({ id }) => id), [2, 3, 4]);
});
