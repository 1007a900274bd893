import { equal } from "node:assert/strict";
import { canRetry, sentenceOf } from "/js/lib/sentences.js";

const problem = (values) => ({
    name: "Problem",
    status: 400,
    type: "bad-request",
    title: "Bad request",
    detail: "",
    ...values,
});

Deno.test("a refusal is told in the API's words where it has some", () => {
    equal(sentenceOf(problem({ detail: "A lesson has 5 to 1440 minutes." })), "A lesson has 5 to 1440 minutes.");
    equal(sentenceOf(problem({})), "Bad request");
});

Deno.test("what a machine says of itself is not told", () => {
    equal(
        sentenceOf(problem({ type: "unavailable", status: 503, detail: "lock timeout" })),
        "Slotboard is not answering right now.",
    );
    equal(
        sentenceOf(problem({ type: "odd", status: 500, detail: "stack trace" })),
        "Slotboard is not answering right now.",
    );
    equal(sentenceOf(new TypeError("x is undefined")), "Something went wrong on this page.");
});

Deno.test("a refusal with a reason of its own is told by it", () => {
    const withdrawn = {
        type: "slot-taken",
        status: 409,
        reason: "withdrawn",
        detail: "The teacher has withdrawn this time.",
    };
    equal(sentenceOf(problem(withdrawn)), "The teacher has withdrawn this time.");
    equal(sentenceOf(problem({ type: "slot-taken", status: 409 })), "Somebody was faster: this time is taken.");
});

Deno.test("who is too fast is told when to try again, where anybody knows", () => {
    const detail = "That was a little fast. Try again in 2 seconds.";
    const refused = problem({ type: "too-many-requests", status: 429, reason: "search", detail });
    equal(sentenceOf(refused), detail);
    equal(canRetry(refused), true);
    equal(sentenceOf(problem({ type: "too-many-requests", status: 429 })), "That was a little fast; wait a moment.");
});
