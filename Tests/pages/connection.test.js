import { deepEqual, equal, ok } from "node:assert/strict";
import { Connection } from "/js/stream/connection.js";
import { Source, until } from "./support/source.js";

const quick = { firstPause: 1, longestPause: 4, grace: 20, connecting: 5_000, silence: 5_000, settled: 5_000 };

async function connected(body, timing = {}) {
    Source.all = [];
    const heard = { states: [], events: [], refusals: 0 };
    const connection = new Connection({
        address: () => "/stream",
        hear: (name, data) => heard.events.push([name, data]),
        changed: () => heard.states.push(connection.state),
        refused: () => Promise.resolve(heard.refusals += 1),
    }, { ...quick, ...timing });
    connection.openIn(0);
    await until(() => Source.all.length === 1);
    try {
        await body(heard, connection);
    } finally {
        connection.close();
    }
}

for (const refused of [true, false]) {
    const name = refused ? "an answer that is not 200" : "a lost connection";
    Deno.test(`${name} ends the source, and a new one comes`, () =>
        connected(async (heard) => {
            const first = Source.last.open();
            first.fail({ refused });
            await until(() => Source.all.length === 2);
            equal(first.readyState, 2);
            equal(heard.refusals, refused ? 1 : 0);
        }));
}

Deno.test("failures in a row are tried again and again, and a break that mends within the grace is not spoken of", () =>
    connected(async (heard) => {
        Source.last.open();
        for (let count = 1; count < 4; count += 1) {
            Source.last.fail({ refused: true });
            await until(() => Source.all.length === count + 1);
        }
        Source.last.open();
        deepEqual(heard.states, ["live", "live"]);
    }, { grace: 1_000 }));

Deno.test("nor is it afterwards, once its grace would have been over", () =>
    connected(async (heard) => {
        Source.last.open().fail();
        await until(() => Source.all.length === 2);
        Source.last.open();
        const reopened = performance.now();
        // The grace is a time, so this wait is a time too.
        await until(() => performance.now() > reopened + 3 * quick.grace);
        deepEqual(heard.states, ["live", "live"]);
    }));

Deno.test("a longer break is", () =>
    connected(async (heard) => {
        Source.last.open();
        const failing = setInterval(() => Source.last.fail(), 1);
        await until(() => heard.states.at(-1) === "away");
        clearInterval(failing);
        await until(() => Source.last.readyState !== 2);
        Source.last.open();
        equal(heard.states.at(-1), "live");
    }));

Deno.test("the server's own end says how far its clients spread", () =>
    connected(async () => {
        Source.last.open().say("end", { retry: 400 });
        const random = Math.random;
        Math.random = () => 0.5;
        const began = performance.now();
        Source.last.fail();
        Math.random = random;
        await until(() => Source.all.length === 2);
        const waited = performance.now() - began;
        ok(waited >= 190 && waited < 1_500, `it waited ${waited} ms`);
    }, { longestPause: 30_000 }));

Deno.test("a server that says nothing for too long is left", () =>
    connected(async () => {
        const first = Source.last.open();
        await until(() => Source.all.length === 2);
        equal(first.readyState, 2);
    }, { silence: 5 }));

Deno.test("what a source says after its end is not heard", () =>
    connected(async (heard) => {
        const first = Source.last.open();
        first.fail();
        first.say("slots", {});
        await until(() => Source.all.length === 2);
        deepEqual(heard.events, []);
    }));
