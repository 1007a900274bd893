import { deepEqual, equal, match } from "node:assert/strict";
import { icsName, icsOf } from "/js/lib/calendar.js";
import { newsOf } from "/js/lib/news.js";
import { emptyDay, emptyWeek, nextOpening, weekEntries, whyNot } from "/js/lib/week-view.js";

const booking = {
    id: 9,
    slot: { starts_at: "2026-11-24T15:00:00Z", ends_at: "2026-11-24T16:00:00Z", local_start: "2026-11-24T07:00" },
    teacher: { id: 7, name: "Mara Lindqvist" },
    place: "Room 3; second floor, left",
    note: "Fractions\nplease",
    created_at: "2026-11-21T12:00:00Z",
};

Deno.test("a calendar file says when in UTC, escapes its texts and ends its lines as the standard wants", () => {
    const text = icsOf(booking, "school.example");
    match(text, /\r\nUID:booking-9@school\.example\r\n/);
    match(text, /\r\nDTSTART:20261124T150000Z\r\nDTEND:20261124T160000Z\r\n/);
    match(text, /\r\nLOCATION:Room 3\\; second floor\\, left\r\n/);
    match(text, /\r\nDESCRIPTION:Fractions\\nplease\r\n/);
    equal(text.replaceAll("\r\n", "").includes("\n"), false);
    equal(icsName(booking), "lesson-2026-11-24.ics");
});

Deno.test("long calendar lines are folded at 75 bytes without cutting a character", () => {
    const lines = icsOf({ ...booking, note: "ä".repeat(100) }, "school.example").split("\r\n");
    equal(lines.every((line) => new TextEncoder().encode(line).length <= 75), true);
    equal(lines.join("\r\n").replaceAll("\r\n ", "").includes("ä".repeat(100)), true);
});

Deno.test("few changes are told by name, many as numbers", () => {
    const change = (time, kind) => ({ label: `Tue 24 Nov, ${time}`, kind });
    equal(
        newsOf([change("15:00", "taken"), change("16:00", "open")]),
        "Tue 24 Nov, 15:00 taken. Tue 24 Nov, 16:00 free again.",
    );
    equal(newsOf(["1", "2", "3", "4"].map((time) => change(time, "taken"))), "4 times changed: 4 taken.");
    equal(
        newsOf([change("15:00", "held"), change("15:00", "taken"), change("16:00", null)]),
        "Tue 24 Nov, 15:00 taken.",
    );
});

const mine = { holds: new Map(), bookings: new Map(), freed: new Map() };
const noon = Date.parse("2026-11-24T12:00:00Z");
const zones = ["Europe/Berlin", "America/Vancouver"];

function at(id, starts, local, values = {}) {
    const ends = new Date(Date.parse(starts) + 3_600_000).toISOString();
    return {
        id,
        starts_at: starts,
        ends_at: ends,
        local_start: local,
        status: "open",
        capacity: 1,
        seats_left: 1,
        held_until: null,
        ...values,
    };
}

Deno.test("a week is the reader's: a teacher's Sunday evening may be their Monday", () => {
    const slots = [
        at(1, "2026-11-23T02:00:00Z", "2026-11-22T18:00"),
        at(2, "2026-11-30T02:00:00Z", "2026-11-29T18:00"),
    ];
    const entries = weekEntries(slots, "2026-11-23", zones, noon, mine);
    deepEqual(entries.map(({ slot, span }) => `${slot.id} ${span.date} ${span.time}`), ["1 2026-11-23 03:00"]);
});

Deno.test("the next opening is the first free day after", () => {
    const taken = { status: "booked", seats_left: 0 };
    const slots = [
        at(1, "2026-12-01T15:00:00Z", "2026-12-01T07:00"),
        at(2, "2026-11-30T15:00:00Z", "2026-11-30T07:00", taken),
    ];
    equal(nextOpening(slots, "2026-11-29", zones, noon, mine), "2026-12-01");
    equal(nextOpening(slots, "2026-12-01", zones, noon, mine), null);
});

Deno.test("an empty week has one sentence and one step", () => {
    const week = { openings: 0, hasTimes: true, isOwn: false };
    equal(emptyWeek({ ...week, openings: 1 }), null);
    equal(emptyWeek({ ...week, next: "2026-12-01" }).label, "Go to Tue 1 Dec");
    equal(emptyWeek({ ...week, next: null }).path, "/");
    equal(emptyWeek({ ...week, next: undefined }).label, undefined);
    equal(emptyWeek({ ...week, hasTimes: false, isOwn: true }).path, "/week");
});

Deno.test("an empty day names the next one, unless it is past or its week says so", () => {
    const day = { hasTimes: true, isPast: false, weekHasOpenings: true, next: "2026-11-27" };
    deepEqual(emptyDay(day), { text: "Nothing free.", next: "2026-11-27" });
    deepEqual(emptyDay({ ...day, hasTimes: false }).text, "No times.");
    deepEqual(emptyDay({ ...day, isPast: true }), { text: "", next: null });
    deepEqual(emptyDay({ ...day, weekHasOpenings: false }), { text: "", next: null });
});

Deno.test("a press on a time that is not free says why", () => {
    const entry = (kind) => ({
        slot: at(1, "2026-11-24T15:00:00Z", "", { held_until: "2026-11-24T12:04:00Z" }),
        span: { time: "16:00" },
        face: { kind },
    });
    equal(whyNot(entry("held"), () => "13:04"), "16:00 is held by somebody else, until 13:04 at the latest.");
    equal(whyNot(entry("taken")), "16:00 is taken.");
});
