import { equal } from "node:assert/strict";
import * as time from "/js/lib/time.js";

const slot = {
    starts_at: "2026-11-24T15:00:00Z",
    ends_at: "2026-11-24T16:00:00Z",
    local_start: "2026-11-24T07:00",
    utc_offset: "-08:00",
};
const vancouver = "America/Vancouver";

Deno.test("the teacher's wall time is printed as the API sent it, whatever zone data this machine has", () => {
    const odd = { ...slot, local_start: "2026-11-24T07:30" };
    equal(time.wallTime(odd), "07:30");
    equal(time.slotRange(odd), "Tue 24 Nov, 07:30 – 08:30");
    equal(time.slotRange(odd, vancouver, vancouver), "Tue 24 Nov, 07:30 – 08:30");
});

Deno.test("a reader elsewhere sees their own time, and the teacher's where it differs", () => {
    equal(time.slotRange(slot, "Europe/Berlin", vancouver), "Tue 24 Nov, 16:00 – 17:00");
    equal(time.secondZone(slot, "Europe/Berlin", vancouver), "07:00 in Vancouver");
    equal(time.secondZone(slot, vancouver, vancouver), "");
    equal(time.zoneDistance(slot, "Europe/Berlin", vancouver), "9 h behind");
    equal(time.zoneDistance(slot, vancouver, vancouver), "");
});

Deno.test("another day in the teacher's zone is named", () => {
    const late = {
        ...slot,
        starts_at: "2026-11-24T06:00:00Z",
        ends_at: "2026-11-24T07:00:00Z",
        local_start: "2026-11-23T22:00",
    };
    equal(time.secondZone(late, "Europe/Berlin", vancouver), "Mon 23 Nov, 22:00 in Vancouver");
    equal(time.span(late, "Europe/Berlin", vancouver).date, "2026-11-24");
});

Deno.test("zones at odd distances are told in hours and minutes", () => {
    const inKathmandu = { ...slot, local_start: "2026-11-24T20:45" };
    equal(time.zoneDistance(inKathmandu, "Europe/Berlin", "Asia/Kathmandu"), "4 h 45 min ahead");
});

Deno.test("a lesson past midnight ends on the next day", () => {
    const late = { ...slot, local_start: "2026-11-24T23:30" };
    const { date, endDate, endTime } = time.span(late);
    equal(`${date} ${endDate} ${endTime}`, "2026-11-24 2026-11-25 00:30");
});

Deno.test("days are counted without a zone: across clock changes, months and leap years", () => {
    equal(time.addDays("2026-10-24", 2), "2026-10-26");
    equal(time.addDays("2028-02-28", 1), "2028-02-29");
    equal(time.addDays("2026-01-01", -1), "2025-12-31");
    equal(time.daysBetween("2026-03-28", "2026-03-30"), 2);
    equal(time.mondayOf("2026-11-29"), "2026-11-23");
    equal(time.mondayOf("2026-11-23"), "2026-11-23");
    equal(time.weekOf("2026-12-28").at(-1), "2027-01-03");
});

Deno.test("a day begins on a full quarter of an hour, wherever it does", () => {
    const quarterAfter = (moment) => new Date(time.nextQuarter(Date.parse(moment))).toISOString().slice(11, 19);
    equal(quarterAfter("2026-12-31T23:59:59.999Z"), "00:00:00");
    equal(quarterAfter("2026-11-24T18:00:00Z"), "18:15:00");
    for (const zone of Intl.supportedValuesOf("timeZone")) {
        const noon = Date.parse("2026-11-24T12:00Z");
        equal(Number(time.wallIn(zone, noon).time.slice(3)) % 15, 0, zone);
    }
});

Deno.test("a date is only what the calendar has", () => {
    equal(time.isDate("2026-11-24"), true);
    for (const text of ["2026-02-30", "2026-13-01", "24.11.2026", "", null, "2026-11-24T00:00"]) {
        equal(time.isDate(text), false);
    }
});

Deno.test("weeks are titled by month, shorter where two meet, with the year where it is another", () => {
    equal(time.weekTitle("2026-11-23", "2026-11-21"), "23 – 29 November");
    equal(time.weekTitle("2026-11-30", "2026-11-21"), "30 Nov – 6 Dec");
    equal(time.weekTitle("2027-01-04", "2026-11-21"), "4 – 10 January 2027");
    equal(time.weekTitle("2026-12-28", "2026-11-21"), "28 Dec – 3 Jan 2027");
});

Deno.test("noon begins the afternoon, five o'clock the evening", () => {
    equal(
        ["00:15", "11:59", "12:00", "16:59", "17:00"].map(time.partOfDay).join(" "),
        "Morning Morning Afternoon Afternoon Evening",
    );
});

Deno.test("an account's zone that this browser does not know gives way to the browser's", () => {
    inBothBrowsers(() => {
        equal(time.readerZone({ time_zone: "Asia/Tokyo" }), "Asia/Tokyo");
        equal(time.readerZone({ time_zone: "Mars/Olympus" }), time.browserZone());
        equal(time.readerZone(null), time.browserZone());
    });
});

/** Runs `body` as the browser is, and as one without Temporal. */
function inBothBrowsers(body) {
    body();
    const temporal = Object.getOwnPropertyDescriptor(globalThis, "Temporal");
    delete globalThis.Temporal;
    try {
        body();
    } finally {
        if (temporal) Object.defineProperty(globalThis, "Temporal", temporal);
    }
}

Deno.test("midnight is 00:00 of its own day", () => {
    inBothBrowsers(() => {
        const wall = time.wallIn("Europe/Berlin", Date.parse("2026-11-23T23:00:00Z"));
        equal(`${wall.date} ${wall.time}`, "2026-11-24 00:00");
    });
});

Deno.test("a wall time follows the clock changes of its zone", () => {
    inBothBrowsers(() => {
        const before = time.wallIn("America/Vancouver", Date.parse("2026-03-08T09:59:59.9Z"));
        const after = time.wallIn("America/Vancouver", Date.parse("2026-03-08T10:00:00Z"));
        equal(`${before.time} ${after.time}`, "01:59 03:00");
    });
});

Deno.test("cities are called by the names they bear today", () => {
    equal(time.zoneCity("America/Argentina/Buenos_Aires"), "Buenos Aires");
    equal(time.zoneCity("Asia/Calcutta"), "Kolkata");
});

Deno.test("a countdown says whole seconds and stops at nought", () => {
    equal([272, 271.2, 59.01, 0, -3].map(time.countdown).join(" "), "4:32 4:31 0:59 0:00 0:00");
});
