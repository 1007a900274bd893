import { deepEqual } from "node:assert/strict";
import { wishedMove } from "/js/lib/wished-move.js";

const reader = { id: 5 };
const lesson = { id: 17, status: "booked", student: { id: 5 } };

/** What `search` wishes where the API answers `answer`, and the addresses that were asked for. */
async function wished(search, { person = reader, answer = Response.json(lesson) } = {}) {
    const original = globalThis.fetch;
    const urls = [];
    globalThis.fetch = (url) => {
        urls.push(url);
        return Promise.resolve(answer);
    };
    try {
        return [await wishedMove(new URLSearchParams(search), person), urls];
    } finally {
        globalThis.fetch = original;
    }
}

Deno.test("the address names the lesson that is to move", async () => {
    deepEqual(await wished("?week=2027-01-06&move=17"), [{ booking: lesson }, ["/api/v1/bookings/17"]]);
});

Deno.test("without a wish, or without a reader, nothing is asked for", async () => {
    for (const search of ["", "?move=", "?move=soon"]) deepEqual(await wished(search), [{}, []]);
    deepEqual(await wished("?move=17", { person: null }), [{}, []]);
});

Deno.test("a lesson that is over, somebody else's or unknown cannot be moved", async () => {
    const refusals = {
        "This lesson can no longer be moved.": [
            Response.json({ ...lesson, status: "cancelled" }),
            Response.json({ ...lesson, student: { id: 6 } }),
        ],
        "There is no such lesson.": [
            Response.json({ type: "/problems/not-found", title: "Not found" }, { status: 404 }),
        ],
    };
    for (const [refusal, answers] of Object.entries(refusals)) {
        for (const answer of answers) deepEqual((await wished("?move=17", { answer }))[0], { refusal });
    }
});
