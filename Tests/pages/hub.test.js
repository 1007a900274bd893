import { deepEqual, equal, match } from "node:assert/strict";
import { Hub } from "/js/stream/hub.js";
import { Source, until } from "./support/source.js";

const quick = { gathering: 1, lull: 5, firstPause: 1, longestPause: 4, grace: 500, settling: 2, greeting: 700 };

/** A hub and its members, each of whom remembers what it was told. */
class Room {
    reader = null;
    asked = 0;
    hub = new Hub(() => {
        this.asked += 1;
        return this.reader instanceof Error ? Promise.reject(this.reader) : Promise.resolve(this.reader);
    }, quick);

    member(versions, person = null, epoch = undefined) {
        const told = [];
        const member = this.hub.join((message) => told.push(message));
        member.hear({ type: "want", versions, epoch, person });
        return {
            ...member,
            told,
            of: (type) => told.filter((message) => message.type === type),
            last: (type) => told.findLast((message) => message.type === type),
        };
    }
}

async function inRoom(body) {
    Source.all = [];
    const room = new Room();
    try {
        await body(room);
    } finally {
        room.hub.close();
    }
}

async function opened(count = 1) {
    await until(() => Source.all.length === count);
    return Source.last.open();
}

const beat = (versions, more = {}) => ({ versions, now: new Date().toISOString(), degraded: false, ...more });

Deno.test("members who come together share one stream, and each hears of its own boards", () =>
    inRoom(async (room) => {
        const [one, two] = [room.member({ 7: 42 }), room.member({ 7: 42, 9: 17 })];
        const source = await opened();
        match(source.url, /\?teachers=7:42,9:17$/);
        source.say("slots", { teacher_id: 9, version: 18, slots: [{}] }, "1.1:9:18");
        source.say("slots", { teacher_id: 7, version: 43, slots: [{}] }, "1.1:7:43");
        deepEqual(one.of("slots").map(({ board }) => board), [7]);
        deepEqual(two.of("slots").map(({ board, complete }) => [board, complete]), [[9, 18], [7, 43]]);
        equal(one.last("state").state, "live");
    }));

Deno.test("a member with the same board changes nothing", () =>
    inRoom(async (room) => {
        room.member({ 7: 42 });
        await opened();
        const two = room.member({ 7: 43 });
        equal(two.last("state").state, "live");
        equal(Source.last.readyState, 1);
    }));

Deno.test("a member with an older version pulls the stream back, so that it misses nothing", () =>
    inRoom(async (room) => {
        const one = room.member({ 7: 42 });
        const before = await opened();
        before.say("slots", { teacher_id: 7, version: 50, slots: [{}] }, "1.1:7:50");
        const late = room.member({ 7: 45 });
        // Nothing of the old stream may come between: it would claim to the new member that 46 to 50 are there.
        equal(before.readyState, 2);
        before.say("slots", { teacher_id: 7, version: 51, slots: [{}] }, "1.1:7:51");
        deepEqual(late.of("slots"), []);
        const source = await opened(2);
        match(source.url, /\?teacher=7&since=45$/);
        source.say("slots", { teacher_id: 7, version: 51, slots: [{}] }, "1.1:7:51");
        deepEqual([one, late].map((member) => member.last("slots").complete), [51, 51]);
    }));

Deno.test("an event without an id of its own does not count as complete", () =>
    inRoom(async (room) => {
        const one = room.member({ 7: 42 });
        const source = await opened();
        source.say("slots", { teacher_id: 7, version: 43, slots: [{}] }, "1.1:7:43");
        source.say("slots", { teacher_id: 7, version: 45, slots: [{}] }, "1.1:7:43");
        deepEqual(one.of("slots").map(({ version, complete }) => [version, complete]), [[43, 43], [45, 43]]);
        source.fail();
        await until(() => Source.all.length === 2);
        match(Source.last.url, /since=43$/);
    }));

Deno.test("the id of another board, which EventSource repeats, does not count either", () =>
    inRoom(async (room) => {
        const one = room.member({ 7: 42, 9: 17 });
        const source = await opened();
        source.say("slots", { teacher_id: 7, version: 43, slots: [{}] }, "1.1:7:43");
        source.say("slots", { teacher_id: 9, version: 19, slots: [{}] }, "1.1:7:43");
        equal(one.last("slots").complete, 17);
    }));

Deno.test("a new board goes on the stream with the others as far as they are", () =>
    inRoom(async (room) => {
        room.member({ 7: 42 });
        (await opened()).say("slots", { teacher_id: 7, version: 44, slots: [{}] }, "1.1:7:44");
        room.member({ 9: 3 });
        match((await opened(2)).url, /\?teachers=9:3,7:44$/);
    }));

Deno.test("a board that nobody looks at any more leaves the stream after a while; the last member takes it along", () =>
    inRoom(async (room) => {
        const [one, two] = [room.member({ 7: 42 }), room.member({ 9: 17 })];
        await opened();
        two.leave();
        match((await opened(2)).url, /\?teacher=7&since=42$/);
        one.leave();
        equal(Source.last.readyState, 2);
    }));

Deno.test("boards beyond what one stream takes are told so, and come on it when there is room", () =>
    inRoom(async (room) => {
        const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [100 + index, 1]));
        const [list, page] = [room.member(many), room.member({ 7: 42 })];
        await opened();
        deepEqual([list, page].map((member) => member.last("state").isCarried), [false, true]);
        page.leave();
        await opened(2);
        equal(list.last("state").isCarried, true);
    }));

Deno.test("a reset and another epoch start a board over", () =>
    inRoom(async (room) => {
        const one = room.member({ 7: 42 });
        const source = await opened();
        source.say("reset", { teacher_id: 7, version: 60 }, "1.1:7:60");
        source.say("slots", { teacher_id: 7, version: 61, slots: [] }, "1.1:7:61");
        source.say("slots", { teacher_id: 7, version: 12, slots: [] }, "1.2:7:12");
        deepEqual(one.of("reset").map(({ version }) => version), [60, 12]);
        source.fail();
        await until(() => Source.all.length === 2);
        match(Source.last.url, /since=12$/);
    }));

Deno.test("a heartbeat of another epoch starts every board over, also where the versions are the same", () =>
    inRoom(async (room) => {
        const [one, two] = [room.member({ 7: 42 }), room.member({ 7: 42, 9: 17 })];
        (await opened()).say("heartbeat", beat({ 7: 42, 9: 17 }, { epoch: "1.1" }));
        Source.last.fail();
        (await opened(2)).say("heartbeat", beat({ 7: 42, 9: 16 }, { epoch: "1.2" }));
        Source.last.say("heartbeat", beat({ 7: 42, 9: 16 }, { epoch: "1.2" }));
        const resets = (member) => member.of("reset").map(({ board, version }) => [board, version]);
        deepEqual([one, two].map(resets), [[[7, 42]], [[7, 42], [9, 16]]]);
        equal(one.last("heartbeat").epoch, "1.2");
        Source.last.fail();
        await until(() => Source.all.length === 3);
        match(Source.last.url, /\?teachers=9:16,7:42$|\?teachers=7:42,9:16$/);
    }));

Deno.test("an id of another epoch starts its own board over; the heartbeat does so for those that nothing was said of", () =>
    inRoom(async (room) => {
        const one = room.member({ 7: 42, 9: 17 });
        const source = await opened();
        source.say("heartbeat", beat({ 7: 42, 9: 17 }, { epoch: "1.1" }));
        source.say("slots", { teacher_id: 7, version: 43, slots: [] }, "1.2:7:43");
        source.say("heartbeat", beat({ 7: 43, 9: 20 }, { epoch: "1.2" }));
        deepEqual(one.of("reset").map(({ board, version }) => [board, version]), [[7, 43], [9, 20]]);
        equal(Source.all.length, 1);
    }));

Deno.test("an id of the epoch before, which EventSource repeats, is no other epoch", () =>
    inRoom(async (room) => {
        const one = room.member({ 7: 42 });
        const source = await opened();
        source.say("slots", { teacher_id: 7, version: 43, slots: [] }, "1.1:7:43");
        source.say("heartbeat", beat({ 7: 5 }, { epoch: "1.2" }));
        source.say("slots", { teacher_id: 7, version: 7, slots: [] }, "1.1:7:43");
        deepEqual(one.of("reset").map(({ version }) => version), [5]);
    }));

Deno.test("a page that slept through a restore starts over, however its versions compare", () =>
    inRoom(async (room) => {
        const awake = room.member({ 7: 60 });
        (await opened()).say("heartbeat", beat({ 7: 60 }, { epoch: "1.2" }));
        const back = room.member({ 7: 60 }, null, "1.1");
        match((await opened(2)).url, /since=0$/);
        Source.last.say("reset", { teacher_id: 7, version: 60 }, "1.2:7:60");
        deepEqual([awake, back].map((member) => member.last("reset").version), [60, 60]);
        const fresh = room.member({ 7: 60 }, null, "1.2");
        deepEqual(fresh.of("reset"), []);
    }));

Deno.test("a new hub believes the epoch of a page until the stream tells another", () =>
    inRoom(async (room) => {
        const page = room.member({ 7: 60 }, null, "1.1");
        const source = await opened();
        match(source.url, /since=60$/);
        source.say("heartbeat", beat({ 7: 60 }, { epoch: "1.2" }));
        deepEqual(page.of("reset").map(({ version }) => version), [60]);
    }));

Deno.test("a heartbeat ahead of what came begins the stream again; one that agrees keeps it", () =>
    inRoom(async (room) => {
        const one = room.member({ 7: 42 });
        const source = await opened();
        source.say("heartbeat", beat({ 7: 42 }));
        source.say("heartbeat", beat({ 7: 42 }, { degraded: true }));
        deepEqual(one.of("state").map(({ state }) => state), ["live", "degraded"]);
        equal(one.of("heartbeat").length, 2);
        source.say("heartbeat", beat({ 7: 44 }));
        await until(() => Source.all.length === 2);
        match(Source.last.url, /since=42$/);
    }));

Deno.test("who is signed in hears of own changes; after each new beginning of everything, for hints are not repeated", () =>
    inRoom(async (room) => {
        const [board, own] = [room.member({ 7: 42 }), room.member({}, 3)];
        const source = await opened();
        match(source.url, /&mine=1$/);
        source.say("heartbeat", beat({ 7: 42 }));
        source.say("mine", { changed: ["holds"] });
        source.say("heartbeat", beat({ 7: 42 }));
        source.fail();
        (await opened(2)).say("heartbeat", beat({ 7: 42 }));
        const both = ["bookings", "holds"];
        deepEqual(own.of("mine").map(({ changed }) => changed), [both, ["holds"], both]);
        deepEqual(board.of("mine"), []);
    }));

Deno.test("members of a stream that was cut off spread as they ask again; a real hint is for now", () =>
    inRoom(async (room) => {
        const own = room.member({}, 3);
        (await opened()).say("heartbeat", beat({}));
        Source.last.fail();
        (await opened(2)).say("heartbeat", beat({}));
        Source.last.say("mine", { changed: ["holds"] });
        deepEqual(own.of("mine").map(({ spread }) => spread), [undefined, quick.greeting, undefined]);
    }));

Deno.test("a stream that comes back without the board somebody left is not begun again for that", () =>
    inRoom(async (room) => {
        const [, two] = [room.member({ 7: 42 }), room.member({ 9: 17 })];
        await opened();
        two.leave();
        Source.last.fail();
        const source = await opened(2);
        const left = performance.now();
        // The lull is a time, so this wait is a time too.
        await until(() => performance.now() > left + 5 * quick.lull);
        deepEqual([Source.last, source.readyState], [source, 1]);
    }));

Deno.test("signed out: the reader's pages are told, and the stream goes on without the own topic", () =>
    inRoom(async (room) => {
        const [board, own] = [room.member({ 7: 42 }), room.member({}, 3)];
        (await opened()).say("signed-out", {});
        const source = await opened(2);
        match(source.url, /\?teacher=7&since=42$/);
        deepEqual([board, own].map((member) => member.of("signed-out").length), [0, 1]);
    }));

Deno.test("a refusal of the own topic is looked into: a session that is over is a sign-out", () =>
    inRoom(async (room) => {
        const own = room.member({ 7: 42 }, 3);
        await until(() => Source.all.length === 1);
        Source.last.fail({ refused: true });
        await until(() => Source.all.length === 2);
        equal(own.of("signed-out").length, 1);
        match(Source.last.url, /since=42$/);
    }));

Deno.test("a refusal for another reason leaves the session alone", () =>
    inRoom(async (room) => {
        room.reader = 3;
        const own = room.member({}, 3);
        await until(() => Source.all.length === 1);
        Source.last.fail({ refused: true });
        await until(() => Source.all.length === 2);
        room.reader = new Error("502");
        Source.last.fail({ refused: true });
        await until(() => Source.all.length === 3);
        deepEqual(own.of("signed-out"), []);
        match(Source.last.url, /mine=1$/);
    }));

Deno.test("without an own topic a refusal asks nobody about sessions", () =>
    inRoom(async (room) => {
        room.member({ 7: 42 });
        await until(() => Source.all.length === 1);
        Source.last.fail({ refused: true });
        await until(() => Source.all.length === 2);
        equal(room.asked, 0);
    }));

Deno.test("while the API cannot be asked it is asked again, and what it says then counts", () =>
    inRoom(async (room) => {
        room.reader = new Error("502");
        const own = room.member({ 7: 42 }, 3);
        await until(() => Source.all.length === 1);
        Source.last.fail({ refused: true });
        await until(() => room.asked > 2);
        room.reader = null;
        await until(() => own.of("signed-out").length === 1);
    }));

Deno.test("an answer from before somebody signed in does not sign them out", () =>
    inRoom(async (room) => {
        let answer;
        room.reader = new Promise((resolve) => answer = resolve);
        const before = room.member({}, 3);
        await until(() => Source.all.length === 1);
        Source.last.fail({ refused: true });
        await until(() => room.asked === 1);
        room.reader = 4;
        const after = room.member({}, 4);
        answer(null);
        await until(() => before.of("signed-out").length === 1 && Source.all.length > 1);
        deepEqual(after.of("signed-out"), []);
    }));

Deno.test("a board added while the stream is refused makes nobody ask again and again", () =>
    inRoom(async (room) => {
        room.reader = 3;
        room.member({ 7: 42 }, 3);
        await until(() => Source.all.length === 1);
        Source.last.fail({ refused: true });
        room.member({ 9: 17 });
        await until(() => Source.all.length === 2);
        match(Source.last.url, /mine=1$/);
        equal(room.asked, 1);
    }));

Deno.test("two people in one browser: the one whose session it is not any more is signed out", () =>
    inRoom(async (room) => {
        room.reader = 4;
        const before = room.member({}, 3);
        await opened();
        const after = room.member({}, 4);
        await until(() => before.of("signed-out").length === 1);
        deepEqual(after.of("signed-out"), []);
        await until(() => Source.all.length === 2);
        match(Source.last.url, /\?mine=1$/);
    }));

Deno.test("the goodbye of one person's stream does not sign out the next", () =>
    inRoom(async (room) => {
        room.reader = new Error("not reached");
        room.member({}, 3);
        const source = await opened();
        const after = room.member({}, 4);
        source.say("signed-out", {});
        deepEqual(after.of("signed-out"), []);
    }));
