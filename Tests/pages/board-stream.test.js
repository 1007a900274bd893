import { deepEqual, equal, match } from "node:assert/strict";
import { boardStream } from "/js/stream/board-stream.js";
import { Source, until } from "./support/source.js";

const quick = { poll: 5, resetSpread: 1, stale: 1 };

/** A board stream whose line is in the test's hands: `hub` says what the hub would. */
async function listening(body, { versions = { 7: 42 }, snapshots = [], timing = {} } = {}) {
    const heard = { slots: [], resets: [], states: [], asked: 0, again: 0, renewed: 0, wishes: [] };
    let ends;
    const lineOf = (given) => {
        ends = given;
        return {
            again: () => heard.again += 1,
            renew: () => heard.renewed += 1,
            wishAnew: () => heard.wishes.push(given.wish().versions),
            close: () => {},
        };
    };
    const stream = boardStream(versions, {
        slots: (board, version, slots) => heard.slots.push([board, version, slots.length]),
        reset: (_, version) => heard.resets.push(version),
        snapshot: () => {
            heard.asked += 1;
            return Promise.resolve(snapshots.shift() ?? 1_000);
        },
        freshness: (state) => heard.states.push(state),
    }, { ...quick, ...timing, lineOf });
    const hub = {
        says: (type, more) => ends.hear({ type, ...more }),
        state: (state, isCarried = true) => ends.hear({ type: "state", state, lastGood: Date.now(), isCarried }),
        wish: () => ends.wish(),
        asks: () => ends.wish().versions,
    };
    try {
        await body(heard, hub, stream);
    } finally {
        stream.close();
    }
}

Deno.test("a page wishes for its boards from what it has whole", () =>
    listening((heard, hub) => {
        hub.says("slots", { board: 7, version: 43, slots: [{}], complete: 43 });
        hub.says("slots", { board: 7, version: 46, slots: [{}], complete: 43 });
        hub.says("slots", { board: 8, version: 46, slots: [{}], complete: 46 });
        deepEqual(hub.asks(), { 7: 43 });
        deepEqual(heard.slots, [[7, 43, 1], [7, 46, 1]]);
    }));

Deno.test("a page that gets an older part of its board has the changes since then heard again", () =>
    listening((heard, hub, stream) => {
        hub.says("slots", { board: 7, version: 43, slots: [{}], complete: 43 });
        stream.goBack(7, 43);
        deepEqual(heard.wishes, []);
        stream.goBack(7, 40);
        deepEqual(heard.wishes, [{ 7: 40 }]);
    }));

Deno.test("after a reset the board is asked for until it is new enough", () =>
    listening(async (heard, hub) => {
        hub.says("reset", { board: 7, version: 60 });
        await until(() => heard.asked === 3);
        deepEqual([heard.resets, hub.asks()], [[60], { 7: 60 }]);
    }, { snapshots: [58, 59, 60] }));

Deno.test("a stream that is behind the page's own board starts the board over", () =>
    listening(async (heard, hub) => {
        const beat = { now: Date.now(), resolution: 0 };
        hub.says("heartbeat", { versions: { 7: 42, 9: 1 }, ...beat });
        deepEqual(heard.resets, []);
        hub.says("heartbeat", { versions: { 7: 12 }, ...beat });
        deepEqual(heard.resets, [12]);
        await until(() => heard.asked === 1);
    }));

Deno.test("a page says of which epoch its versions are", () =>
    listening((_, hub) => {
        hub.says("heartbeat", { versions: { 7: 42 }, epoch: "1.5", now: Date.now(), resolution: 0 });
        deepEqual(hub.wish(), { versions: { 7: 42 }, epoch: "1.5", person: null });
    }));

Deno.test("while the stream is away the page says so and asks the board itself", () =>
    listening(async (heard, hub) => {
        hub.state("live");
        hub.state("away");
        await until(() => heard.states.at(-1) === "asof" && heard.asked > 1);
        hub.state("live");
        deepEqual([...new Set(heard.states)], ["live", "reconnecting", "asof"]);
        equal(heard.states.at(-1), "live");
    }));

Deno.test("a server that hears late itself makes the page say how old it is, without polling", () =>
    listening((heard, hub) => {
        hub.state("degraded");
        deepEqual(heard.states, ["asof"]);
    }));

Deno.test("boards that the one stream does not carry are polled", () =>
    listening(async (heard, hub) => {
        hub.state("live", false);
        await until(() => heard.asked > 0);
    }));

Deno.test("a hub that has gone silent is called anew, and the board polled meanwhile", () =>
    listening(async (heard) => {
        await until(() => heard.renewed > 0 && heard.asked > 0);
        equal(heard.states[0], "reconnecting");
    }, { timing: { greeting: 2, silence: 1_000 } }));

Deno.test("trying again is the hub's to do", () =>
    listening((heard, _, stream) => {
        stream.again();
        equal(heard.again, 1);
    }));

Deno.test("the boards of a browser share one stream, found over whatever the browser has", async () => {
    Source.all = [];
    const handlers = { slots: () => {}, reset: () => {}, snapshot: () => {}, freshness: () => {} };
    const streams = [{ 7: 42 }, { 9: 17 }].map((versions) => boardStream(versions, handlers));
    await until(() => Source.all.length === 1);
    match(Source.last.url, /\?teachers=(9:17,7:42|7:42,9:17)$/);
    for (const stream of streams) stream.close();
    await until(() => Source.last.readyState === 2);
});
