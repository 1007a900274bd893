import { deepEqual, equal } from "node:assert/strict";
import { mergeOwn, nextChange, ownFace, ownState } from "/js/lib/own-slot.js";

const now = Date.parse("2026-11-24T12:00:00Z");
const slot = { id: 1, status: "open", starts_at: "2026-11-24T15:00:00Z", capacity: 1, holds: [], bookings: [] };
const ada = { id: 9, student: { id: 3, name: "Ada Novak" }, note: null };
const hold = (expires_at) => ({ student: { id: 4, name: "Ben Okri" }, expires_at });
const live = hold("2026-11-24T12:04:00Z");
const lapsed = hold("2026-11-24T11:59:00Z");
const look = (change) => {
    const { kind, word, free } = ownFace({ ...slot, ...change }, now);
    return [kind, word, free];
};

Deno.test("a teacher's slot says who has it", () => {
    deepEqual(look({}), ["open", "Open", true]);
    deepEqual(look({ holds: [live] }), ["held", "Held by Ben Okri", false]);
    deepEqual(look({ bookings: [ada] }), ["yours", "Ada Novak", false]);
    deepEqual(look({ starts_at: "2026-11-24T11:00:00Z", bookings: [ada] }), ["past", "Ada Novak", false]);
    deepEqual(look({ starts_at: "2026-11-24T11:00:00Z" }), ["past", "Past", false]);
    deepEqual(look({ status: "withdrawn" }), ["withdrawn", "Withdrawn", false]);
});

Deno.test("a hold that has run out counts as open, swept or not", () => {
    deepEqual(look({ holds: [lapsed] }), ["open", "Open", true]);
    equal(ownState({ ...slot, holds: [lapsed] }, now), "Open");
});

Deno.test("a group's slot counts its seats", () => {
    deepEqual(look({ capacity: 3, bookings: [ada], holds: [live] }), ["open", "1 of 3 booked", true]);
    deepEqual(look({ capacity: 2, bookings: [ada], holds: [live] }), ["held", "Held by Ben Okri", false]);
    equal(ownState({ ...slot, capacity: 3, bookings: [ada], holds: [live] }, now), "1 of 3 booked, 1 held");
});

Deno.test("all but withdrawn slots can be chosen", () => {
    equal(ownFace({ ...slot, holds: [live] }, now).pressable, true);
    equal(ownFace({ ...slot, status: "withdrawn" }, now).pressable, false);
});

Deno.test("a slot that is no longer listed stays in its place as withdrawn", () => {
    const other = { ...slot, id: 2 };
    deepEqual(mergeOwn([slot, other], [{ ...slot, bookings: [ada] }]).map(({ id, status }) => [id, status]), [
        [1, "open"],
        [2, "withdrawn"],
    ]);
});

Deno.test("the clock alone changes a face when a hold ends or a lesson begins", () => {
    equal(nextChange([{ ...slot, holds: [live, lapsed] }], now), Date.parse("2026-11-24T12:04:00Z"));
    equal(nextChange([slot], now), Date.parse("2026-11-24T15:00:00Z"));
    equal(nextChange([], now), Infinity);
});
