import { deepEqual } from "node:assert/strict";
import { fetchWeeks, prefetchWeeks, weeksIn } from "/js/lib/board-window.js";
import { noteServerTime } from "/js/lib/clock.js";

const itIs = (moment) => noteServerTime(Date.parse(moment));

/** The addresses that `body` asks for; each answer is a board of that window. */
async function asked(body) {
    const original = globalThis.fetch;
    const urls = [];
    globalThis.fetch = (url) => {
        urls.push(url);
        const query = new URL(url, "http://slotboard").searchParams;
        return Promise.resolve(Response.json({ from: query.get("from"), days: Number(query.get("days")) }));
    };
    try {
        return [await body(), urls];
    } finally {
        globalThis.fetch = original;
    }
}

Deno.test("a week is asked for with a day on either side, and found whole in the answer", async () => {
    const [board, urls] = await asked(() => fetchWeeks(7, "2026-11-30"));
    deepEqual(urls, ["/api/v1/teachers/7/slots?from=2026-11-29&days=9"]);
    deepEqual(weeksIn(board), ["2026-11-30"]);
});

Deno.test("two weeks are one question", async () => {
    const [board, urls] = await asked(() => fetchWeeks(7, "2026-11-30", { weeks: 2 }));
    deepEqual(urls, ["/api/v1/teachers/7/slots?from=2026-11-29&days=16"]);
    deepEqual(weeksIn(board), ["2026-11-30", "2026-12-07"]);
});

Deno.test("the first two weeks are those that the address wishes for", async () => {
    itIs("2026-11-24T12:00Z");
    const [{ mondays }, urls] = await asked(() => prefetchWeeks(7, "?week=2027-01-06&slot=4"));
    deepEqual(urls, ["/api/v1/teachers/7/slots?from=2027-01-03&days=16"]);
    deepEqual(mondays, ["2027-01-04", "2027-01-11"]);
});

Deno.test("a week that is over, or beyond the board's reach, is the nearest that can be asked for", async () => {
    itIs("2026-11-24T12:00Z");
    const [, urls] = await asked(async () => {
        for (const week of ["2026-11-01", "2029-01-01"]) await prefetchWeeks(7, `?week=${week}`).board;
    });
    deepEqual(urls, ["2026-11-22", "2027-12-19"].map((from) => `/api/v1/teachers/7/slots?from=${from}&days=16`));
});

Deno.test("without a wish, or with one that is no date, the server says which week it is", async () => {
    for (
        const [moment, search, monday, next] of [
            ["2026-11-24T12:00Z", "", "2026-11-23", "2026-11-30"],
            ["2026-11-29T23:59Z", "?slot=4", "2026-11-23", "2026-11-30"],
            ["2026-11-30T00:00Z", "?week=soon", "2026-11-30", "2026-12-07"],
            ["2027-01-03T23:59Z", "", "2026-12-28", "2027-01-04"],
        ]
    ) {
        itIs(moment);
        const [{ mondays }, urls] = await asked(() => prefetchWeeks(7, search));
        deepEqual(urls, ["/api/v1/teachers/7/slots?days=16"]);
        deepEqual(mondays, [monday, next]);
    }
});
