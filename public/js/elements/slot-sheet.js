import "/js/elements/hold-countdown.js";
import { icsName, icsOf } from "/js/lib/calendar.js";
import { placeOf } from "/js/lib/lesson.js";
import { dayLabel, secondZone, slotRange, span } from "/js/lib/time.js";

const remedies = { lessons: ["See my lessons", "/lessons"], find: ["Find another teacher", "/"] };

/** The sheet beside the board: shows the state of a BookingFlow and hands it what the reader does. */
class SlotSheet extends HTMLElement {
    #flow;
    #shown = { face: null };
    #size = new ResizeObserver(() => this.#tellSize());

    connectedCallback() {
        this.addEventListener("click", (event) => this.#onClick(event));
        this.addEventListener("submit", (event) => this.#onSubmit(event));
        this.addEventListener("ended", () => this.#flow.ended());
        document.addEventListener("keydown", (event) => this.#onKey(event));
        this.#size.observe(this);
    }

    /** `view` has `mine`, `teacher`, `zones` ([reader's, teacher's]) and `showSlot(slot, {focus, beside})`. */
    attach(flow, view) {
        this.#flow = flow;
        this.view = view;
        flow.addEventListener("change", ({ detail }) => this.#render(flow.state, detail));
    }

    #render(state, asked) {
        const before = this.#shown;
        const hadFocus = this.contains(document.activeElement);
        this.#shown = state;
        this.hidden = state.face === null;
        if (state.face) this.#fill(state);
        const moved = before.face !== state.face || before.slot?.id !== state.slot?.id ||
            Boolean(before.folded) !== Boolean(state.folded);
        if (!moved) return;
        const closed = state.face === null || state.folded;
        if (closed && hadFocus) this.view.showSlot(before.slot, { focus: true });
        if (!closed && (asked || hadFocus)) this.focus({ preventScroll: true });
        if (!closed && asked) this.view.showSlot(state.slot, { beside: this });
        if (state.face === "booked" && before.busy) this.#speak(`Booked: ${this.#range(state.slot)}.`);
    }

    #fill(state) {
        const { face, slot, booking } = state;
        this.dataset.shows = face;
        this.toggleAttribute("data-folded", Boolean(state.folded));
        this.setAttribute("aria-busy", String(Boolean(state.busy)));
        for (const part of this.querySelectorAll(".sheet-face")) part.hidden = part.dataset.face !== face;
        this.#part("title").textContent = this.#range(slot);
        this.#part("where").textContent = this.#where(slot, booking);
        this.#part("teacher").textContent = this.view.teacher.name;
        this.#part("fold").textContent = state.folded ? "Show" : face === "held" ? "Hide" : "Close";
        this.querySelector("hold-countdown").end = face === "held" ? this.view.mine.holds.get(slot.id) ?? 0 : 0;
        this.#fillError(state);
        if (face === "booked") this.#fillBooked(booking);
        if (face === "moving") {
            this.#part("move-from").textContent = `Your lesson on ${this.#range(booking.slot)} moves here.`;
        }
        if (face === "refused") this.#fillRefused(state);
    }

    #fillBooked(booking) {
        this.#part("place").replaceChildren(placeText(booking.place));
        this.#part("note").textContent = booking.note ?? "";
        this.#part("note-line").hidden = !booking.note;
        const calendar = this.#part("calendar");
        if (calendar.href) URL.revokeObjectURL(calendar.href);
        calendar.href = URL.createObjectURL(new Blob([icsOf(booking)], { type: "text/calendar" }));
        calendar.download = icsName(booking);
        const started = Date.parse(booking.slot.starts_at) <= this.view.now();
        for (const name of ["startMove", "askCancel"]) this.querySelector(`[data-do="${name}"]`).hidden = started;
    }

    #fillRefused({ error, alternatives, remedy }) {
        this.#part("refusal").textContent = alternatives.length ? `${error} The nearest free times:` : error;
        this.#part("alternatives").replaceChildren(...alternatives.map((slot) => {
            const item = document.createElement("li");
            const button = this.#button(this.#shortRange(slot), () => this.#flow.take(slot));
            button.classList.add("alternative");
            item.append(button);
            return item;
        }));
        this.#part("remedy").replaceChildren(...this.#remedy(remedy));
    }

    #fillError({ face, error, remedy }) {
        const box = this.#part("error");
        box.hidden = !error || face === "refused";
        const sentence = document.createElement("p");
        sentence.textContent = error ?? "";
        if (box.hidden) box.replaceChildren();
        else box.replaceChildren(sentence, ...this.#remedy(remedy));
    }

    #remedy(remedy) {
        if (remedy === "again") {
            return [
                this.#button(
                    this.#shown.error === "Your hold ran out." ? "Hold it again" : "Try again",
                    () => this.#flow.again(),
                ),
            ];
        }
        if (!remedies[remedy]) return [];
        const link = document.createElement("a");
        link.className = "button";
        [link.textContent, link.href] = remedies[remedy];
        return [link];
    }

    #button(text, action) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button";
        button.textContent = text;
        button.addEventListener("click", action);
        return button;
    }

    #onClick(event) {
        const name = event.target.closest("[data-do]")?.dataset.do;
        if (!name || this.#shown.busy) return;
        if (name === "fold" && this.#shown.face !== "held") this.#flow.close();
        else this.#flow[name]();
    }

    #onSubmit(event) {
        event.preventDefault();
        const form = event.target;
        if (this.#shown.busy) return;
        if (form.dataset.form === "book") this.#flow.book(form.elements.note.value.trim());
        else this.#flow.cancel(form.elements.reason.value.trim());
    }

    #onKey(event) {
        if (event.key !== "Escape" || this.hidden || this.#shown.folded || this.#shown.busy) return;
        if (this.#shown.face === "held") this.#flow.fold();
        else if (this.#shown.face === "cancelling") this.#flow.keep();
        else this.#flow.close();
    }

    #where(slot, booking) {
        const { teacher, zones } = this.view;
        const name = booking?.slot.id === slot.id ? booking.teacher.name : teacher.name;
        return [secondZone(slot, ...zones), `with ${name}`].filter(Boolean).join(" · ");
    }

    #range(slot) {
        return slotRange(slot, ...this.view.zones);
    }

    #shortRange(slot) {
        const { date, time } = span(slot, ...this.view.zones);
        return `${dayLabel(date)}, ${time}`;
    }

    #speak(sentence) {
        this.dispatchEvent(new CustomEvent("speak", { detail: sentence, bubbles: true }));
    }

    // The page keeps that much room below, so that no slot stays hidden under the sheet.
    #tellSize() {
        document.documentElement.style.setProperty("--sheet-height", `${this.hidden ? 0 : this.offsetHeight}px`);
    }

    #part(name) {
        return this.querySelector(`[data-part="${name}"]`);
    }
}

function placeText(place) {
    const { text, link } = placeOf(place);
    if (!link) return text;
    const a = document.createElement("a");
    a.href = link;
    a.rel = "noreferrer";
    a.textContent = text;
    return a;
}

customElements.define("slot-sheet", SlotSheet);
