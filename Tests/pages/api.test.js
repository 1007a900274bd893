import { deepEqual, equal, rejects } from "node:assert/strict";
import { newKey, Problem, request } from "/js/lib/api.js";

/** Answers the requests of `body` with `answers` in turn (an Error is a network that fails); gives what was asked. */
async function answering(answers, body) {
    const original = globalThis.fetch;
    const asked = [];
    globalThis.fetch = (url, options) => {
        asked.push({ url, ...options });
        const answer = answers.shift();
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    try {
        await body();
    } finally {
        globalThis.fetch = original;
    }
    return asked;
}

const json = (status, body, headers = {}) => new Response(JSON.stringify(body), { status, headers });
const network = () => new TypeError("network");

Deno.test("an answer is its status, its body and its headers", async () => {
    const asked = await answering([json(201, { id: 5 }, { Location: "/api/v1/bookings/5" })], async () => {
        const { status, body, headers } = await request("POST", "/bookings", { body: { slot_id: 1 }, key: "k" });
        deepEqual([status, body.id, headers.get("Location")], [201, 5, "/api/v1/bookings/5"]);
    });
    deepEqual([asked[0].url, asked[0].body, asked[0].headers["Idempotency-Key"]], [
        "/api/v1/bookings",
        '{"slot_id":1}',
        "k",
    ]);
});

Deno.test("a refusal is a Problem with the last part of its type", () =>
    answering([
        json(409, {
            type: "/problems/slot-taken",
            title: "Taken",
            status: 409,
            detail: "Too late.",
            alternatives: [{ id: 2 }],
        }),
    ], () =>
        rejects(request("PUT", "/slots/1/hold"), (problem) => {
            deepEqual([problem instanceof Problem, problem.type, problem.status], [true, "slot-taken", 409]);
            deepEqual([problem.detail, problem.alternatives.length], ["Too late.", 1]);
            return true;
        })));

Deno.test("an error page in place of JSON is a Problem too", () =>
    answering(
        [new Response("<html>", { status: 502 })],
        () =>
            rejects(
                request("GET", "/teachers/7"),
                (problem) => problem.type === "unavailable" && problem.status === 502,
            ),
    ));

Deno.test("a network that fails is offline", () =>
    answering([network()], () => rejects(request("GET", "/teachers/7"), { name: "Problem", type: "offline" })));

Deno.test("an unknown outcome is tried again with the same key", async () => {
    const key = newKey();
    const asked = await answering([
        network(),
        json(503, {}),
        json(409, { type: "/problems/in-progress", title: "" }),
        json(201, {}),
    ], () => request("POST", "/bookings", { key, body: {} }));
    deepEqual(asked.map(({ headers }) => headers["Idempotency-Key"]), [key, key, key, key]);
});

Deno.test("without a key, and after a clear refusal, nothing is sent twice", async () => {
    equal((await answering([json(503, {})], () => rejects(request("PUT", "/slots/1/hold")))).length, 1);
    const taken = json(409, { type: "/problems/slot-taken", title: "" });
    equal((await answering([taken], () => rejects(request("POST", "/bookings", { key: "k", body: {} })))).length, 1);
});

Deno.test("not modified is an answer", () =>
    answering([new Response(null, { status: 304 })], async () => {
        const { status, body } = await request("GET", "/teachers/7/slots", { headers: { "If-None-Match": 'W/"1"' } });
        deepEqual([status, body], [304, null]);
    }));
