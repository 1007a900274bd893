import { deepEqual, equal } from "node:assert/strict";
import { wishedMove } from "/js/lib/wished-move.js";

const reader = { id: 5 };
const lesson = { id: 17, status: "booked", student: { id: 5 } };

/** What the wish to move `id` comes to where the API answers `answer`, and the addresses that were asked for. */
async function wished(id, { person = reader, answer = Response.json(lesson) } = {}) {
    const original = globalThis.fetch;
    const urls = [];
    globalThis.fetch = (url) => {
        urls.push(url);
        return answer ? Promise.resolve(answer) : Promise.reject(new TypeError("no network"));
    };
    try {
        return [await wishedMove(id, person), urls];
    } finally {
        globalThis.fetch = original;
    }
}

Deno.test("the lesson that is to move is asked for", async () => {
    deepEqual(await wished(17), [{ booking: lesson }, ["/api/v1/bookings/17"]]);
});

Deno.test("without a wish, or without a reader, nothing is asked for", async () => {
    for (const id of [0, NaN]) deepEqual(await wished(id), [{}, []]);
    deepEqual(await wished(17, { person: null }), [{}, []]);
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
        for (const answer of answers) deepEqual((await wished(17, { answer }))[0], { refusal });
    }
});

Deno.test("a problem that may pass is no refusal", async () => {
    const answers = [
        [null, "offline"],
        [Response.json({ type: "/problems/unavailable", title: "Not available" }, { status: 503 }), "unavailable"],
        [new Response("<html>", { status: 502 }), "unavailable"],
        [Response.json({ type: "/problems/too-many-requests", title: "Fast" }, { status: 429 }), "too-many-requests"],
    ];
    for (const [answer, type] of answers) {
        const [{ problem, refusal }] = await wished(17, { answer });
        equal(problem.type, type);
        equal(refusal, undefined);
    }
});
