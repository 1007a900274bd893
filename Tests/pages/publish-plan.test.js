import { deepEqual, equal } from "node:assert/strict";
import { countOf, mostTimes, planTimes, planWords, refusedTimes } from "/js/lib/publish-plan.js";

const plan = {
    weekdays: [1, 6],
    start: "2026-11-25",
    weeks: 2,
    from: "15:00",
    to: "17:00",
    minutes: 60,
    pause: 0,
    capacity: 1,
};
const starts = (change) => planTimes({ ...plan, ...change }).map(({ date, time }) => `${date} ${time}`);

Deno.test("a plan names each time of each chosen weekday, from its first day on", () => {
    deepEqual(starts({}), [
        "2026-11-28 15:00",
        "2026-11-28 16:00",
        "2026-11-30 15:00",
        "2026-11-30 16:00",
        "2026-12-05 15:00",
        "2026-12-05 16:00",
        "2026-12-07 15:00",
        "2026-12-07 16:00",
    ]);
});

Deno.test("a lesson ends by the end, and pauses stand between lessons only", () => {
    deepEqual(starts({ weekdays: [3], weeks: 1, minutes: 45, pause: 15 }), ["2026-11-25 15:00", "2026-11-25 16:00"]);
    deepEqual(starts({ weekdays: [3], weeks: 1, minutes: 45, pause: 30 }), ["2026-11-25 15:00", "2026-11-25 16:15"]);
    deepEqual(starts({ weekdays: [3], weeks: 1, minutes: 121 }), []);
});

Deno.test("midnight as the end is the end of the day", () => {
    deepEqual(starts({ weekdays: [3], weeks: 1, from: "22:30", to: "00:00" }), ["2026-11-25 22:30"]);
});

Deno.test("fields that are still empty come to no time and never to an endless one", () => {
    for (
        const change of [{ weekdays: [] }, { start: "" }, { from: "" }, { minutes: 0 }, { pause: -60 }, { weeks: 0 }]
    ) {
        deepEqual(planTimes({ ...plan, ...change }), []);
    }
});

Deno.test("each time carries length and capacity, as the API takes them", () => {
    deepEqual(planTimes({ ...plan, weekdays: [3], weeks: 1, minutes: 90, capacity: 6 }), [
        { date: "2026-11-25", time: "15:00", minutes: 90, capacity: 6 },
    ]);
});

Deno.test("a plan is told as its count with its first and last day", () => {
    equal(planWords(planTimes(plan)), "8 times, Sat 28 Nov – Mon 7 Dec");
    equal(planWords(planTimes({ ...plan, weekdays: [3], weeks: 1, minutes: 120 })), "1 time, Wed 25 Nov");
    equal(countOf({ length: mostTimes }), "2,000 times");
});

Deno.test("a refusal names times by their place in the request", () => {
    const times = planTimes(plan);
    const errors = [{ field: "slots[3].time", detail: "2026-11-30 16:00: It overlaps." }, {
        field: "slots[99]",
        detail: "?",
    }, {
        field: "key",
        detail: "?",
    }];
    deepEqual(refusedTimes(errors, times), [{ index: 3, time: times[3], detail: "It overlaps." }]);
    deepEqual(refusedTimes(undefined, times), []);
});
