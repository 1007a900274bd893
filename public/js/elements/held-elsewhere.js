import "/js/elements/hold-countdown.js";
import { whenSeen } from "/js/dom/when-seen.js";
import { request } from "/js/lib/api.js";
import { now } from "/js/lib/clock.js";
import { rememberedHeld, rememberHeld } from "/js/lib/held.js";
import { session } from "/js/lib/session.js";

/** A time that is held on another page's board, with its countdown and the way back; the API says whether it still is. */
class HeldElsewhere extends HTMLElement {
    #asked = 0;

    connectedCallback() {
        this.addEventListener("ended", () => rememberHeld(null));
        document.addEventListener("held", this);
        addEventListener("storage", this);
        document.addEventListener("mine", whenSeen(() => this.handleEvent()));
        document.addEventListener("signed-out", () => {
            rememberHeld(null);
            this.handleEvent();
        });
        this.handleEvent();
    }

    disconnectedCallback() {
        document.removeEventListener("held", this);
        removeEventListener("storage", this);
    }

    async handleEvent() {
        const asked = this.#asked += 1;
        const held = rememberedHeld(now());
        const isElsewhere = held !== null && held.path.split("?")[0] !== location.pathname;
        const end = isElsewhere ? await endOf(held).catch(() => null) : null;
        // An answer that a later question has overtaken may be about somebody who has left.
        if (asked !== this.#asked) return;
        this.hidden = end === null;
        if (end === null) return this.#stop();
        this.#part("when").textContent = held.when;
        this.#part("teacher").textContent = ` with ${held.teacher}`;
        this.#part("back").href = held.path;
        this.querySelector("hold-countdown").end = end;
    }

    #stop() {
        this.querySelector("hold-countdown").end = 0;
    }

    #part(name) {
        return this.querySelector(`[data-part="${name}"]`);
    }
}

async function endOf({ slot }) {
    if (!(await session())) return null;
    const { body } = await request("GET", "/holds", { cache: "no-store" });
    const hold = body.holds.find(({ slot_id }) => slot_id === slot);
    return hold ? Date.parse(hold.expires_at) : null;
}

customElements.define("held-elsewhere", HeldElsewhere);
