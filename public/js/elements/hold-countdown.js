import { now } from "/js/lib/clock.js";
import { wholeHoldSeconds } from "/js/lib/mine.js";
import { countdown } from "/js/lib/time.js";

const spoken = { 60: "One minute left.", 15: "15 seconds left." };

/** *Held for you 4:32* with a draining bar, by the server's clock. Sends `ended` once, and `speak` when little time is left. */
class HoldCountdown extends HTMLElement {
    #end = 0;
    #whole = 1;
    #timer;

    disconnectedCallback() {
        clearTimeout(this.#timer);
    }

    /** Counts down to `end` (ms by the server's clock); 0 stops. */
    set end(end) {
        clearTimeout(this.#timer);
        if (this.#end !== end) this.#whole = wholeHoldSeconds((end - now()) / 1000);
        this.#end = end;
        if (end) this.#tick();
    }

    #tick() {
        const left = (this.#end - now()) / 1000;
        this.querySelector("strong").textContent = countdown(left);
        this.querySelector(".drain span").style.setProperty(
            "--left",
            String(Math.max(0, Math.min(1, left / this.#whole))),
        );
        if (left <= 0) {
            this.#end = 0;
            this.dispatchEvent(new Event("ended", { bubbles: true }));
            return;
        }
        const sentence = spoken[Math.floor(left)];
        if (sentence) this.dispatchEvent(new CustomEvent("speak", { detail: sentence, bubbles: true }));
        this.#timer = setTimeout(() => this.#tick(), (left % 1) * 1000 || 1000);
    }
}

customElements.define("hold-countdown", HoldCountdown);
