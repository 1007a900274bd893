import { deepEqual, equal } from "node:assert/strict";
import { addressOf, boardsOf } from "/js/stream/wishes.js";

Deno.test("each board that somebody wishes for is on the stream once", () => {
    deepEqual(boardsOf([[7], [9, 7], []]), new Set([7, 9]));
});

Deno.test("too many boards: who wishes for few comes first, then who came last", () => {
    deepEqual(boardsOf([[1, 2, 3], [7], [8]], 3), new Set([8, 7, 1]));
    equal(boardsOf([Array.from({ length: 30 }, (_, id) => id)]).size, 20);
});

Deno.test("the address names boards with versions, and the reader's own topic", () => {
    equal(addressOf([[7, 42]], false), "/api/v1/events?teacher=7&since=42");
    equal(addressOf([[7, 42], [9, 17]], true), "/api/v1/events?teachers=7:42,9:17&mine=1");
    equal(addressOf([], true), "/api/v1/events?mine=1");
    equal(addressOf([], false), null);
});
