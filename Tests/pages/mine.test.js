import { deepEqual, equal, rejects } from "node:assert/strict";
import { Mine } from "/js/lib/mine.js";

const ada = { id: 3, name: "Ada Novak" };
const json = (body, status = 200) => new Response(body && JSON.stringify(body), { status });
const booking = (id, slot, values = {}) => ({
    id,
    slot: { id: slot, version: 9 },
    status: "booked",
    student: ada,
    ...values,
});

/** An API with holds and bookings of its own; `answers` overrides a path for once. */
async function withAPI(state, body) {
    const original = globalThis.fetch;
    const asked = [];
    globalThis.fetch = (url, { method }) => {
        const path = url.replace("/api/v1", "");
        asked.push(`${method} ${path}`);
        if (path === "/holds") return state.gate ?? Promise.resolve(json({ holds: state.holds }));
        if (path.startsWith("/bookings?")) return Promise.resolve(json(state.pages[path.includes("cursor=") ? 1 : 0]));
        if (path.endsWith("/hold") && state.late) return state.late;
        if (path.endsWith("/hold")) return Promise.resolve(method === "PUT" ? json(state.holds[0]) : json(null, 204));
        return Promise.resolve(json(state.answer));
    };
    const mine = new Mine(ada);
    try {
        await body(mine, asked);
    } finally {
        globalThis.fetch = original;
        mine.close();
    }
}

const end = new Date(Date.now() + 300_000).toISOString();
const onePage = (...bookings) => [{ bookings, next_cursor: null }];

Deno.test("holds and all pages of coming bookings are mine; a teacher's own lessons with others are not", () => {
    const pages = [
        { bookings: [booking(1, 11), booking(2, 12, { student: { id: 8 } })], next_cursor: "x" },
        { bookings: [booking(3, 13)], next_cursor: null },
    ];
    return withAPI({ holds: [{ slot_id: 10, expires_at: end }], pages }, async (mine) => {
        await mine.load();
        deepEqual([[...mine.holds.keys()], [...mine.bookings.keys()]], [[10], [11, 13]]);
    });
});

Deno.test("a new hold lets the old one go, here as there", () =>
    withAPI({ holds: [{ slot_id: 10, expires_at: end }], pages: onePage() }, async (mine) => {
        mine.versionOf = () => 5;
        mine.holds.set(9, Date.now() + 1000);
        await mine.hold({ id: 10 });
        deepEqual([[...mine.holds.keys()], mine.freed.get(9)], [[10], 5]);
    }));

Deno.test("an answer that something done meanwhile has overtaken is asked for again", () => {
    let open;
    const state = { holds: [{ slot_id: 10, expires_at: end }], pages: onePage() };
    state.gate = new Promise((resolve) => open = resolve);
    return withAPI(state, async (mine, asked) => {
        const loading = mine.load();
        await mine.hold({ id: 10 });
        state.gate = null;
        open(json({ holds: [] }));
        await loading;
        deepEqual([...mine.holds.keys()], [10]);
        equal(asked.filter((line) => line === "GET /holds").length, 2);
    });
});

Deno.test("a moved booking takes its new slot and gives back the old", () =>
    withAPI({ holds: [], pages: onePage(), answer: booking(1, 12) }, async (mine) => {
        mine.versionOf = () => 4;
        mine.bookings.set(11, booking(1, 11));
        await mine.move(mine.bookings.get(11), { id: 12 });
        deepEqual([[...mine.bookings.keys()], mine.freed.get(11)], [[12], 4]);
    }));

Deno.test("another tab of this browser hears what was done here", () =>
    withAPI({ holds: [], pages: onePage() }, async (mine) => {
        const other = new BroadcastChannel("slotboard:mine");
        const there = new Promise((resolve) => other.onmessage = ({ data }) => resolve(data));
        await mine.letGo({ id: 10 });
        equal(await there, 10);
        const here = new Promise((resolve) => mine.addEventListener("change", resolve, { once: true }));
        mine.versionOf = () => 7;
        other.postMessage(12);
        await here;
        equal(mine.freed.get(12), 7);
        other.close();
    }));

Deno.test("a deed that is answered after its reader has left leaves no trace", () => {
    let answer;
    const state = { holds: [{ slot_id: 10, expires_at: end }], pages: onePage() };
    state.late = new Promise((resolve) => answer = resolve);
    return withAPI(state, async (mine) => {
        const holding = mine.hold({ id: 10 });
        mine.forget();
        let changes = 0;
        mine.addEventListener("change", () => changes += 1);
        answer(json(state.holds[0]));
        await rejects(holding, { status: 401 });
        deepEqual([mine.holds.size, mine.freed.size, changes], [0, 0, 0]);
    });
});

Deno.test("signed out, nothing is mine any more, nor what is still on its way", () => {
    let open;
    const state = { holds: [{ slot_id: 10, expires_at: end }], pages: onePage(booking(1, 11)) };
    state.gate = new Promise((resolve) => open = resolve);
    return withAPI(state, async (mine) => {
        mine.holds.set(9, Date.now() + 60_000);
        const loading = mine.load();
        mine.forget();
        open(json({ holds: state.holds }));
        await loading;
        deepEqual([mine.person, mine.holds.size, mine.bookings.size], [null, 0, 0]);
    });
});

Deno.test("holds that ran out are forgotten", () =>
    withAPI({ holds: [], pages: onePage() }, (mine) => {
        mine.holds.set(1, Date.now() - 1).set(2, Date.now() + 60_000);
        deepEqual([mine.dropEnded(), [...mine.holds.keys()]], [[1], [2]]);
    }));
