import { deepEqual } from "node:assert/strict";
import { fetchWeeks, weeksIn } from "/js/lib/board-window.js";

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
