// What a board needs to know of its reader before it can tell what a press does: own holds and bookings, and the lesson that the
// address wishes to move.

import { sentenceOf } from "/js/lib/sentences.js";
import { noteSignedOut } from "/js/lib/session.js";
import { wishedMove } from "/js/lib/wished-move.js";

/** Sends `lacking` with a sentence about what could not be had though asking again can help, null where nothing is lacking. */
export class OwnThings extends EventTarget {
    #mine;
    #wish;
    #problems = { mine: null, move: null };

    /** `wish` is the number of the booking to move, or 0. */
    constructor(mine, wish) {
        super();
        this.#mine = mine;
        this.#wish = wish;
    }

    /** The number of a booking that is to move, as long as nothing more is known of it; else 0. */
    get wish() {
        return this.#wish;
    }

    /** No lesson is to move any more, or another one. */
    dropWish() {
        if (!this.#wish) return;
        this.#wish = 0;
        this.#tell({ move: null });
    }

    /** Asks for everything; answers the `booking` that is to move, or the `refusal` of that wish, a sentence, or neither. */
    async learn() {
        const [{ booking, refusal, problem }, mine] = await Promise.all([
            wishedMove(this.#wish, this.#mine.person),
            this.#load(),
        ]);
        // The session may have ended meanwhile, or another move begun.
        const isWished = Boolean(this.#wish);
        if (!problem) this.#wish = 0;
        this.#tell({ mine, move: isWished ? problem : null });
        return isWished ? { booking, refusal } : {};
    }

    /** Asks for holds and bookings again, now that they have changed. Where they cannot be had, what is known stays. */
    async refresh() {
        if (await this.#load() === null) this.#tell({ mine: null });
    }

    async #load() {
        try {
            await this.#mine.load();
        } catch (problem) {
            if (problem.status !== 401) return problem;
            noteSignedOut();
        }
        return null;
    }

    #tell(changes) {
        Object.assign(this.#problems, changes);
        const detail = this.#mine.person ? lackOf(this.#problems) : null;
        this.dispatchEvent(new CustomEvent("lacking", { detail }));
    }
}

function lackOf({ mine, move }) {
    const [first, ...rest] = [mine && "your own lessons", move && "the lesson to move"].filter(Boolean).join(" and ");
    return first ? `${first.toUpperCase()}${rest.join("")} could not be loaded: ${sentenceOf(mine ?? move)}` : null;
}
