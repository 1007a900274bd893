import { deepEqual, equal } from "node:assert/strict";
import { EarlyPress } from "/js/dom/early-press.js";
import { until } from "./support/source.js";

/** A button as far as a press needs one. */
class Button {
    #attributes = new Map();
    getAttribute = (name) => this.#attributes.get(name) ?? null;
    setAttribute = (name, value) => this.#attributes.set(name, value);
    removeAttribute = (name) => this.#attributes.delete(name);

    get isBusy() {
        return this.getAttribute("aria-busy") === "true";
    }
}

Deno.test("of the presses that wait the last one counts, and all their buttons are busy", async () => {
    const early = new EarlyPress(() => {});
    const { promise, resolve } = Promise.withResolvers();
    const last = early.during(promise);
    const [first, second] = [new Button(), new Button()];
    const waiting = [early.wait(310, first), early.wait(311, second), early.wait(310, first)];
    deepEqual([first.isBusy, second.isBusy, early.isDue], [true, true, true]);
    resolve();
    equal(await last, 310);
    await Promise.all(waiting);
    deepEqual([first.isBusy, second.isBusy, early.isDue], [false, false, false]);
});

Deno.test("where nothing is pressed, nothing is chosen", async () => {
    const early = new EarlyPress(() => {});
    equal(await early.during(Promise.resolve()), null);
});

Deno.test("a press that waits long is told to listeners, once; one that does not is not", async () => {
    const said = [];
    const early = new EarlyPress((sentence) => said.push(sentence));
    const quick = early.during(Promise.resolve());
    early.wait(1, new Button());
    await quick;

    const { promise, resolve } = Promise.withResolvers();
    const slow = early.during(promise);
    for (const id of [310, 311]) early.wait(id, new Button());
    await until(() => said.length > 0);
    resolve();
    await slow;
    deepEqual(said, ["One moment: your own lessons are on their way."]);
});
