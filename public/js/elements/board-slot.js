import { dayLabel } from "/js/lib/time.js";

const remarkTime = 4_000;
const guardTime = 400;
const fadeTime = 200;
const shortWord = 6;
const remarks = { taken: "Just taken", open: "Free again" };

/** One time on the board: a button whose face is word, shape and colour. Its size and place never change. */
class BoardSlot extends HTMLElement {
    #button;
    #face;
    #name = "";
    #changedAt = -Infinity;
    #timer;

    /** Sets what stays: `span` and `minutes` as the reader reads them. */
    place(slot, span, minutes) {
        this.number = slot.id;
        this.startsAt = Date.parse(slot.starts_at);
        this.span = span;
        this.append(document.getElementById("slot").content.cloneNode(true));
        this.#button = this.firstElementChild;
        this.#write("time", span.time);
        this.#write("length", `${minutes} min`);
        this.#name = `${span.time} ${minutes} min`;
    }

    get button() {
        return this.#button;
    }

    get face() {
        return this.#face;
    }

    /**
     * Shows a face `{kind, word, free, pressable?}`; free and own slots can be pressed unless it says otherwise. A change that others
     * made fades over, is remarked on, and cannot be pressed by accident.
     */
    show(face, { byOthers = false, detail = "" } = {}) {
        const before = this.#face;
        if (before?.kind === face.kind && before.word === face.word && before.detail === detail) return false;
        if (before && byOthers) this.#fade();
        this.#face = { ...face, detail };
        clearTimeout(this.#timer);
        this.#button.dataset.kind = face.kind;
        const pressable = face.pressable ?? (face.free || face.kind === "yours");
        this.#button.setAttribute("aria-disabled", String(!pressable));
        this.#button.tabIndex = pressable ? 0 : -1;
        const remark = byOthers && before && before.kind !== face.kind && remarks[face.kind];
        this.#say(remark || face.word, Boolean(remark));
        if (remark) this.#timer = setTimeout(() => this.#say(face.word), remarkTime);
        if (byOthers) this.touch();
        return true;
    }

    /** From now on, for a moment, a press on this place was meant for what stood there before. */
    touch() {
        this.#changedAt = performance.now();
    }

    get justChanged() {
        return performance.now() - this.#changedAt < guardTime;
    }

    // `detail` tells a listener what sighted readers see in the sheet: whether "Yours" is held or booked.
    #say(word, isRemark = false) {
        this.toggleAttribute("data-remark", isRemark);
        this.toggleAttribute("data-long", word.length > shortWord);
        this.#write("word", word);
        const { detail } = this.#face;
        this.#button.setAttribute(
            "aria-label",
            `${this.#name} ${word}, ${detail ? `${detail}, ` : ""}${dayLabel(this.span.date)}`,
        );
    }

    #fade() {
        const ghost = this.#button.cloneNode(true);
        ghost.classList.add("ghost");
        ghost.inert = true;
        ghost.removeAttribute("aria-label");
        ghost.setAttribute("aria-hidden", "true");
        this.append(ghost);
        const duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : fadeTime;
        ghost.animate({ opacity: [1, 0] }, { duration, easing: "ease-out" }).finished.finally(() => ghost.remove());
    }

    #write(part, text) {
        this.#button.querySelector(`[data-part="${part}"]`).textContent = text;
    }
}

customElements.define("board-slot", BoardSlot);
