import { equal, ok } from "node:assert/strict";
import { whenSeen } from "/js/dom/when-seen.js";
import { until } from "./support/source.js";

const hint = (spread) => Object.assign(new Event("mine"), { detail: { spread } });

/** Calls of a body on a page that is seen or not. */
async function onPage(body) {
    const { document } = globalThis;
    const page = globalThis.document = Object.assign(new EventTarget(), { hidden: false });
    const asked = { count: 0 };
    try {
        await body(whenSeen(() => asked.count += 1), asked, page);
    } finally {
        globalThis.document = document;
    }
}

Deno.test("many hints at once are one question", () =>
    onPage(async (hear, asked) => {
        for (let count = 0; count < 5; count += 1) hear(hint(5));
        await until(() => asked.count > 0);
        equal(asked.count, 1);
    }));

Deno.test("a hint for now does not wait for one that spreads", () =>
    onPage(async (hear, asked) => {
        const { random } = Math;
        Math.random = () => 1;
        hear(hint(60_000));
        hear(hint(5));
        Math.random = random;
        await until(() => asked.count === 1);
    }));

Deno.test("a page that nobody sees waits until somebody does", () =>
    onPage(async (hear, asked, page) => {
        page.hidden = true;
        hear(hint(0));
        page.hidden = false;
        equal(asked.count, 0);
        page.dispatchEvent(new Event("visibilitychange"));
        await until(() => asked.count === 1);
        ok(!page.hidden);
    }));
