import { deepEqual, equal } from "node:assert/strict";
import { Problem } from "/js/lib/api.js";
import { OwnThings } from "/js/lib/own-things.js";

const reader = { id: 5 };
const lesson = { id: 17, status: "booked", student: reader };
const down = () => Response.json({ type: "/problems/unavailable", title: "Not available" }, { status: 503 });

/** Holds and bookings that can be had, or not. */
class Mine {
    person = reader;
    problem = null;

    load() {
        return this.problem ? Promise.reject(this.problem) : Promise.resolve();
    }
}

/** A reader's things, of which the lesson to move is answered by `answers`, in turn. */
async function learning(body, { wish = 17, answers = [] } = {}) {
    const original = globalThis.fetch;
    globalThis.fetch = () => Promise.resolve(answers.shift());
    const mine = new Mine();
    const own = new OwnThings(mine, wish);
    const said = [];
    own.addEventListener("lacking", ({ detail }) => said.push(detail));
    try {
        await body(own, mine, said);
    } finally {
        globalThis.fetch = original;
    }
}

Deno.test("a lesson that could not be loaded is not forgotten, and asked for again", () =>
    learning(async (own, _, said) => {
        deepEqual(await own.learn(), { booking: undefined, refusal: undefined });
        equal(own.wish, 17);
        deepEqual(await own.learn(), { booking: lesson, refusal: undefined });
        equal(own.wish, 0);
        deepEqual(said, ["The lesson to move could not be loaded: Slotboard is not answering right now.", null]);
    }, { answers: [down(), Response.json(lesson)] }));

Deno.test("what could not be loaded stays told until it is there, whatever comes of the move", () =>
    learning(async (own, mine, said) => {
        mine.problem = new Problem({ type: "offline", title: "Offline" });
        await own.learn();
        await own.learn();
        await own.refresh();
        mine.problem = null;
        await own.refresh();
        deepEqual(said, [
            "Your own lessons and the lesson to move could not be loaded: You seem to be offline.",
            "Your own lessons could not be loaded: You seem to be offline.",
            null,
        ]);
    }, { answers: [down(), Response.json(lesson)] }));

Deno.test("a move that was given up while its lesson was asked for does not begin", () =>
    learning(async (own) => {
        const learnt = own.learn();
        own.dropWish();
        deepEqual(await learnt, {});
        equal(own.wish, 0);
    }, { answers: [Response.json(lesson)] }));

Deno.test("who has left lacks nothing", () =>
    learning(async (own, mine, said) => {
        mine.problem = new Problem({ type: "offline", title: "Offline" });
        const learnt = own.learn();
        mine.person = null;
        await learnt;
        deepEqual(said, [null]);
    }, { answers: [down()] }));
