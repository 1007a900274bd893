import { deepEqual, equal } from "node:assert/strict";
import { pauseBefore } from "/js/stream/pause.js";

const longest = (failures, first = 1_000) => pauseBefore({ failures, first, longest: 30_000, random: () => 1 });

Deno.test("the bound of a pause doubles with each failure in a row, up to the longest", () => {
    deepEqual([0, 1, 2, 5, 50].map((failures) => longest(failures)), [1_000, 2_000, 4_000, 30_000, 30_000]);
});

Deno.test("a server that ends its streams says what the first bound is", () => {
    deepEqual([longest(0, 2_600), longest(1, 2_600)], [2_600, 5_200]);
});

Deno.test("the whole range is used: nobody waits at least something", () => {
    equal(pauseBefore({ failures: 3, first: 1_000, longest: 30_000, random: () => 0 }), 0);
    const pauses = Array.from({ length: 400 }, () => pauseBefore({ failures: 2, first: 1_000, longest: 30_000 }));
    const quarters = new Set(pauses.map((pause) => Math.floor(pause / 1_000)));
    deepEqual([...quarters].sort(), [0, 1, 2, 3]);
});
