import { whileBusy } from "/js/dom/fields.js";

const silence = 400;

/**
 * Presses on times that come before it is known what they do: they wait, their buttons busy, and of several the last one counts. Who
 * listens to the page is told by `speak` where it lasts.
 */
export class EarlyPress {
    #speak;
    #answer = null;
    #pressed = null;
    #timer = null;

    constructor(speak) {
        this.#speak = speak;
    }

    /** Whether a press would have to wait. */
    get isDue() {
        return this.#answer !== null;
    }

    /** Has presses wait for `answer`, a promise that never rejects; answers the id that was pressed last meanwhile, or null. */
    async during(answer) {
        this.#answer = answer;
        await answer;
        clearTimeout(this.#timer);
        const pressed = this.#pressed;
        this.#answer = this.#pressed = this.#timer = null;
        return pressed;
    }

    /** The time `id` was pressed, and its `button` is busy until it is known what that does. */
    wait(id, button) {
        this.#pressed = id;
        this.#timer ??= setTimeout(() => this.#speak("One moment: your own lessons are on their way."), silence);
        return whileBusy(button, () => this.#answer);
    }
}
