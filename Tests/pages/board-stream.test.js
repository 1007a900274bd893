import { deepEqual, equal, match } from "node:assert/strict";
import { boardStream } from "/js/lib/stream.js";

/** An EventSource in the test's hands. */
class Source extends EventTarget {
    static all = [];
    closed = false;

    constructor(url) {
        super();
        this.url = url;
        Source.all.push(this);
    }

    close() {
        this.closed = true;
    }

    say(type, data, lastEventId = "") {
        this.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data), lastEventId }));
    }
}

globalThis.EventSource = Source;
const quick = { firstPause: 1, longestPause: 4, grace: 5, poll: 10, resetSpread: 1, stale: 1, silence: 5_000 };

async function until(condition) {
    const end = Date.now() + 2_000;
    while (!condition()) {
        if (Date.now() > end) throw new Error(`never: ${condition}`);
        await new Promise((resolve) => setTimeout(resolve, 1));
    }
}

async function listening(body, { versions = { 7: 42 }, snapshots = [] } = {}) {
    Source.all = [];
    const heard = { slots: [], resets: [], states: [], asked: 0 };
    const stream = boardStream(versions, {
        slots: (_, version, slots) => heard.slots.push([version, slots.length]),
        reset: (_, version) => heard.resets.push(version),
        snapshot: () => {
            heard.asked += 1;
            return Promise.resolve(snapshots.shift() ?? 1_000);
        },
        freshness: (state) => heard.states.push(state),
    }, quick);
    try {
        await body(heard);
    } finally {
        stream.close();
    }
}

const last = () => Source.all.at(-1);

Deno.test("a stream begins where the snapshot ended", () =>
    listening(() => {
        match(last().url, /\?teacher=7&since=42$/);
    }));

Deno.test("several boards share one stream", () =>
    listening(() => {
        match(last().url, /\?teachers=7:42,9:17$/);
    }, { versions: { 7: 42, 9: 17 } }));

Deno.test("after any failure a new source goes on from the last whole event", () =>
    listening(async (heard) => {
        last().say("slots", { teacher_id: 7, version: 43, slots: [{}] }, "1.1:7:43");
        last().say("slots", { teacher_id: 7, version: 45, slots: [{}] }, "1.1:7:43");
        const failed = last();
        failed.dispatchEvent(new Event("error"));
        await until(() => Source.all.length === 2);
        equal(failed.closed, true);
        match(last().url, /since=43$/);
        deepEqual(heard.slots, [[43, 1], [45, 1]]);
    }));

Deno.test("a heartbeat ahead of what came brings the stream to start again", () =>
    listening(async () => {
        last().say("heartbeat", { versions: { 7: 44 }, now: "2026-11-24T12:00:00Z", degraded: false });
        await until(() => Source.all.length === 2);
    }));

Deno.test("a heartbeat that agrees keeps it, and a degraded one says how old the board is", () =>
    listening((heard) => {
        last().say("heartbeat", { versions: { 7: 42 }, now: new Date().toISOString(), degraded: false });
        last().say("heartbeat", { versions: { 7: 42 }, now: new Date().toISOString(), degraded: true });
        deepEqual(heard.states, ["live", "asof"]);
        equal(Source.all.length, 1);
    }));

Deno.test("after a reset the board is asked for until it is new enough", () =>
    listening(async (heard) => {
        last().say("reset", { teacher_id: 7, version: 60 }, "1.1:7:60");
        await until(() => heard.asked === 3);
        deepEqual(heard.resets, [60]);
        last().dispatchEvent(new Event("error"));
        await until(() => Source.all.length === 2);
        match(last().url, /since=60$/);
    }, { snapshots: [58, 59, 60] }));

Deno.test("another epoch is a reset: the versions counted before mean nothing now", () =>
    listening(async (heard) => {
        last().say("slots", { teacher_id: 7, version: 43, slots: [] }, "1.1:7:43");
        last().say("slots", { teacher_id: 7, version: 12, slots: [] }, "1.2:7:12");
        deepEqual(heard.resets, [12]);
        await until(() => heard.asked === 1);
    }));

Deno.test("while the stream is away the page says so and asks the board itself", () =>
    listening(async (heard) => {
        const failing = setInterval(() => last().dispatchEvent(new Event("error")), 2);
        await until(() => heard.states.includes("reconnecting") && heard.asked > 1 && heard.states.includes("asof"));
        clearInterval(failing);
        last().say("heartbeat", { versions: {}, now: new Date().toISOString(), degraded: false });
        equal(heard.states.at(-1), "live");
    }));
