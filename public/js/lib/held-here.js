// The reader's hold and the board that it may stand on: the other pages of this browser show it by what is remembered here.

import { now } from "/js/lib/clock.js";
import { rememberedHeld, rememberHeld } from "/js/lib/held.js";
import { slotRange, span } from "/js/lib/time.js";

/** Keeps what is remembered true as `mine` changes. */
export class HeldHere {
    #mine;
    #board;
    #teacher;
    #zones;

    /** `board` answers `slot(id)`, and `find(id)`, a promise. */
    constructor({ mine, board, teacher, zones }) {
        this.#mine = mine;
        this.#board = board;
        this.#teacher = teacher;
        this.#zones = zones;
        mine.addEventListener("change", () => this.#remember());
    }

    /** Looks for a hold beyond what is known of the board; answers whether it is here. */
    async find() {
        let isHere = false;
        for (const id of this.#mine.holds.keys()) {
            const known = rememberedHeld(now());
            const isElsewhere = known?.slot === id && known.teacherID !== this.#teacher.id;
            if (!isElsewhere && await this.#board.find(id)) isHere = true;
        }
        this.#remember();
        return isHere;
    }

    // With the way back to this board.
    #remember() {
        const [[id, end] = []] = this.#mine.holds;
        if (!id) return rememberHeld(null);
        const slot = this.#board.slot(id);
        if (!slot) return;
        rememberHeld({
            slot: id,
            end,
            when: slotRange(slot, ...this.#zones),
            teacher: this.#teacher.name,
            teacherID: this.#teacher.id,
            path: `/teachers/${this.#teacher.id}?week=${span(slot, ...this.#zones).date}`,
        });
    }
}
