import { deepEqual, equal } from "node:assert/strict";
import { rememberedHeld, rememberHeld } from "/js/lib/held.js";

const held = {
    slot: 7,
    end: 60_000,
    when: "Tue 24 Nov, 16:00 – 17:00",
    teacher: "Mara",
    teacherID: 1,
    path: "/teachers/1",
};

Deno.test("a hold is remembered until it runs out", () => {
    rememberHeld(held);
    deepEqual(rememberedHeld(59_999), held);
    equal(rememberedHeld(60_000), null);
});

Deno.test("a hold that was let go is forgotten", () => {
    rememberHeld(held);
    rememberHeld(null);
    equal(rememberedHeld(0), null);
});
