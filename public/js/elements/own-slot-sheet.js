import { checkFields, clearErrors, showErrors, whileBusy } from "/js/dom/fields.js";
import { request } from "/js/lib/api.js";
import { now } from "/js/lib/clock.js";
import { placeOf } from "/js/lib/lesson.js";
import { hasStarted, liveHolds, ownState } from "/js/lib/own-slot.js";
import { minutesOf, secondZone, slotRange, wallIn } from "/js/lib/time.js";

// What each form does; answers what to tell the reader then.
const acts = {
    async change({ capacity, place, note }, slot) {
        const body = {
            capacity: Number(capacity.value),
            place: place.value.trim() || null,
            note: note.value.trim() || null,
        };
        await request("PATCH", `/slots/${slot.id}`, { body });
        return "The time is changed.";
    },

    async withdraw(_, slot) {
        await request("DELETE", `/slots/${slot.id}`);
        return "The time is withdrawn.";
    },

    async cancel({ reason }, _, booking) {
        const text = reason.value.trim();
        await request("PUT", `/bookings/${booking.id}/cancellation`, { body: text ? { reason: text } : {} });
        return "The booking is cancelled.";
    },
};

/**
 * The sheet of a teacher's own slot: who holds and who booked it; change, withdraw, cancel a booking.
 * Tells `changed` with a sentence after each change, and `closed` with the slot's id.
 */
class OwnSlotSheet extends HTMLElement {
    #slot = null;
    #face = null;
    #booking = null;
    #size = new ResizeObserver(() => this.#tellSize());

    connectedCallback() {
        this.notice = this.querySelector("problem-notice");
        this.addEventListener("click", (event) => this.#onClick(event));
        this.addEventListener("submit", (event) => this.#onSubmit(event));
        document.addEventListener("keydown", ({ key }) => key === "Escape" && !this.hidden && this.#back());
        this.#size.observe(this);
    }

    get slot() {
        return this.#slot;
    }

    part(name) {
        return this.querySelector(`[data-part=${name}]`);
    }

    /** Opens the sheet for a slot; `reader` is `{ownZone, readerZone, place}`, place being that of all lessons. */
    open(slot, reader) {
        this.reader = reader;
        this.#slot = slot;
        this.hidden = false;
        this.#turn("view");
        this.focus({ preventScroll: true });
    }

    /** Shows what the slot has become meanwhile; a form that is being filled in stays. */
    refresh(slot) {
        this.#slot = slot;
        this.#fillHead();
        if (this.#face === "view") this.#fillView();
        const gone = this.#face === "cancel" && !slot.bookings.some(({ id }) => id === this.#booking.id);
        if (gone || slot.status === "withdrawn") this.#turn("view");
    }

    close() {
        const hadFocus = this.contains(document.activeElement);
        this.hidden = true;
        this.dispatchEvent(new CustomEvent("closed", { detail: { id: this.#slot.id, hadFocus } }));
        this.#slot = null;
    }

    #turn(face) {
        this.#face = face;
        this.notice.clear();
        for (const part of this.querySelectorAll("[data-face]")) part.hidden = part.dataset.face !== face;
        this.#fillHead();
        if (face === "view") this.#fillView();
    }

    #back() {
        if (this.#face === "view") return this.close();
        this.#turn("view");
        this.focus({ preventScroll: true });
    }

    #fillHead() {
        const { ownZone, readerZone } = this.reader;
        const second = ownZone === readerZone ? "" : yourTime(this.#slot, readerZone);
        this.part("title").textContent = slotRange(this.#slot);
        const words = [ownState(this.#slot, now()), `${minutesOf(this.#slot)} min`, second];
        this.part("state").textContent = words.filter(Boolean).join(" · ");
    }

    #fillView() {
        const slot = this.#slot;
        const ahead = slot.status !== "withdrawn" && !hasStarted(slot, now());
        const holders = liveHolds(slot, now()).map((hold) => this.#holder(hold));
        this.part("people").replaceChildren(
            ...slot.bookings.map((booking) => this.#booker(booking, ahead)),
            ...holders,
        );
        this.#fillPlace(slot.place ?? this.reader.place);
        this.part("note").textContent = slot.note ?? "";
        this.part("note-line").hidden = !slot.note;
        this.part("acts").hidden = !ahead;
        this.querySelector("[data-do=withdraw]").hidden = slot.bookings.length > 0;
    }

    #fillPlace(place) {
        const { text, link } = placeOf(place);
        const anchor = document.createElement("a");
        if (link) Object.assign(anchor, { href: link, textContent: text, rel: "noreferrer" });
        this.part("place").replaceChildren(link ? anchor : text);
    }

    #booker(booking, ahead) {
        const item = document.importNode(this.querySelector("template").content, true).firstElementChild;
        item.querySelector("[data-part=name]").textContent = booking.student.name;
        item.querySelector("[data-part=words]").textContent = booking.note ? `“${booking.note}”` : "";
        const button = item.querySelector("button");
        button.hidden = !ahead;
        button.dataset.booking = booking.id;
        button.setAttribute("aria-label", `Cancel the booking of ${booking.student.name}`);
        return item;
    }

    #holder({ student, expires_at }) {
        const item = document.importNode(this.querySelector("template").content, true).firstElementChild;
        const until = wallIn(this.reader.readerZone, Date.parse(expires_at)).time;
        item.querySelector("[data-part=name]").textContent = student.name;
        item.querySelector("[data-part=words]").textContent = `holds it until ${until}`;
        item.querySelector("button").remove();
        item.classList.add("holds");
        return item;
    }

    #onClick(event) {
        const { do: act, booking } = event.target.closest("[data-do]")?.dataset ?? {};
        if (act === "close") this.close();
        if (act === "back") this.#back();
        if (act === "change") this.#startChange();
        if (act === "withdraw") this.#startWithdraw();
        if (act === "cancel") this.#startCancel(Number(booking));
    }

    #startChange() {
        this.#turn("change");
        clearErrors(this.querySelector("form[data-face=change]"));
        const { elements } = this.querySelector("form[data-face=change]");
        elements.capacity.value = this.#slot.capacity;
        elements.capacity.min = Math.max(1, this.#slot.bookings.length);
        elements.place.value = this.#slot.place ?? "";
        elements.place.placeholder = this.reader.place ?? "";
        elements.note.value = this.#slot.note ?? "";
        elements.capacity.focus();
    }

    #startWithdraw() {
        this.#turn("withdraw");
        const [hold] = liveHolds(this.#slot, now());
        this.part("withdraw-words").textContent = hold
            ? `${hold.student.name} holds this time. Withdraw it all the same?`
            : "Withdraw this time? It leaves your board.";
        this.querySelector("form[data-face=withdraw] [data-do=back]").focus();
    }

    #startCancel(id) {
        this.#booking = this.#slot.bookings.find((booking) => booking.id === id);
        this.#turn("cancel");
        const form = this.querySelector("form[data-face=cancel]");
        form.reset();
        this.part("cancel-words").textContent = `Cancel the lesson of ${this.#booking.student.name}?`;
        form.elements.reason.focus();
    }

    #onSubmit(event) {
        event.preventDefault();
        const form = event.target;
        if (checkFields(form)) whileBusy(form.querySelector("button:not([type])"), () => this.#act(form));
    }

    async #act(form) {
        this.notice.clear();
        try {
            const words = await acts[form.dataset.face](form.elements, this.#slot, this.#booking);
            this.dispatchEvent(new CustomEvent("changed", { detail: words }));
            this.#turn("view");
            this.focus({ preventScroll: true });
        } catch (problem) {
            if (showErrors(form, problem.errors ?? []).length === 0 && problem.errors?.length > 0) return;
            this.notice.show(problem, "Try again", () => form.requestSubmit());
        }
    }

    // The page keeps that much room below, so that no slot stays hidden under the sheet.
    #tellSize() {
        document.documentElement.style.setProperty("--sheet-height", `${this.hidden ? 0 : this.offsetHeight}px`);
    }
}

/** "19:00 where you are" */
function yourTime(slot, zone) {
    const { time } = wallIn(zone, Date.parse(slot.starts_at));
    return secondZone(slot, zone, "Own") ? `${time} where you are` : "";
}

customElements.define("own-slot-sheet", OwnSlotSheet);
