import "/js/elements/board-slot.js";
import { dayLabel, minutesOf, partOfDay, weekday } from "/js/lib/time.js";

const parts = ["Morning", "Afternoon", "Evening"];
const wide = matchMedia("(min-width: 960px)");

/**
 * Seven days of slots. On narrow screens seven buttons choose the day that is shown; on wide ones all days stand side by side.
 * Sends `choose` (a slot's id), `too-soon` (a slot) and `go` (a date).
 */
class WeekGrid extends HTMLElement {
    #days = new Map();
    #slots = new Map();
    #waiting = new Map();
    #chosen = null;

    connectedCallback() {
        this.addEventListener("click", (event) => this.#onClick(event));
        this.addEventListener("keydown", (event) => this.#onKey(event));
        this.#part("new-times").addEventListener("click", () => this.#letIn());
    }

    /** Begins another week: empty days with their dates. */
    setWeek(dates, today) {
        this.#days.clear();
        this.#slots.clear();
        this.#waiting.clear();
        this.#chosen = null;
        this.#showWaiting();
        for (const date of dates) this.#days.set(date, makeDay(date));
        this.setToday(today);
        this.querySelector(".day-buttons").replaceChildren(...[...this.#days.values()].map(({ button }) => button));
        this.querySelector(".days").replaceChildren(...[...this.#days.values()].map(({ section }) => section));
        this.toggleAttribute("data-loading", true);
    }

    /** Marks which day it is: another one may begin while the page is open. */
    setToday(today) {
        for (const [date, { section, button }] of this.#days) {
            section.toggleAttribute("data-today", date === today);
            section.toggleAttribute("data-past", date < today);
            if (date === today) button.setAttribute("aria-current", "date");
            else button.removeAttribute("aria-current");
        }
    }

    /** Shows the week's slots: `entries` of `{slot, span, face, detail}`. Whatever is not new stays where it is. */
    show(entries, { byOthers = false } = {}) {
        const first = this.hasAttribute("data-loading");
        const changes = [];
        for (const entry of entries) {
            const known = this.#slots.get(entry.slot.id);
            if (known) {
                const before = known.face.kind;
                if (known.show(entry.face, { byOthers, detail: entry.detail })) changes.push({ ...entry, before });
            } else if (entry.face.kind !== "withdrawn") {
                if (!first) changes.push({ ...entry, before: null });
                this.#admit(entry, first);
            } else {
                this.#waiting.delete(entry.slot.id);
            }
        }
        this.removeAttribute("data-loading");
        this.#showWaiting();
        this.#count();
        if (!this.#chosen) this.choose(this.firstOpenDay() ?? this.#today() ?? this.#days.keys().next().value);
        return changes;
    }

    /** Chooses the day that narrow screens show. */
    choose(date) {
        if (!this.#days.has(date)) return;
        this.#chosen = date;
        for (const [key, { section, button }] of this.#days) {
            section.toggleAttribute("data-chosen", key === date);
            button.setAttribute("aria-pressed", String(key === date));
        }
    }

    /** What each day without openings says: `hint(date, hasTimes)` answers `{text, next}`, next being a date or null. */
    explain(hint) {
        for (const [date, { section, free }] of this.#days) {
            const times = section.querySelectorAll("board-slot").length;
            const box = section.querySelector('[data-part="empty"]');
            section.toggleAttribute("data-empty", times === 0);
            fillHint(box, free > 0 ? { text: "", next: null } : hint(date, times > 0), date);
        }
    }

    /** How many times the week has, and how many of them are free. */
    get totals() {
        const slots = [...this.#slots.values()];
        return { times: slots.length, free: slots.filter(({ face }) => face.free).length };
    }

    focusDay(date) {
        const { button, section } = this.#days.get(date) ?? {};
        if (wide.matches) section?.querySelector('.slot[data-kind="open"]')?.focus();
        else button?.focus();
    }

    firstOpenDay() {
        return [...this.#days].find(([, { free }]) => free > 0)?.[0];
    }

    /** The next day of this week after `date` that has openings. */
    nextOpenDay(date) {
        return [...this.#days].find(([key, { free }]) => key > date && free > 0)?.[0];
    }

    slot(id) {
        return this.#slots.get(id);
    }

    /** Brings a slot into view and, if wished, the focus to it; where it is in full view beside `beside`, nothing scrolls. */
    reveal(id, { focus = false, beside = null } = {}) {
        const slot = this.#slots.get(id);
        if (!slot) return;
        this.choose(slot.span.date);
        if (!beside || !isInViewBeside(slot, beside)) slot.scrollIntoView({ block: "nearest" });
        if (focus) slot.button.focus({ preventScroll: true });
    }

    #admit(entry, first) {
        if (!first && this.#wouldPush(entry)) this.#waiting.set(entry.slot.id, entry);
        else this.#insert(entry, first);
    }

    #insert({ slot, span, face, detail }, first) {
        const element = document.createElement("board-slot");
        element.place(slot, span, minutesOf(slot));
        element.show(face, { detail });
        this.#slots.set(slot.id, element);
        const part = this.#days.get(span.date).section.querySelector(`[data-part="${partOfDay(span.time)}"]`);
        part.hidden = false;
        const later = [...part.querySelectorAll("board-slot")].find((other) => other.startsAt > element.startsAt);
        part.insertBefore(element, later ?? null);
        if (!first) { for (const other of this.#slots.values()) if (isAfter(other, span)) other.touch(); }
        this.#waiting.delete(slot.id);
    }

    // Something the reader points at or has the focus on must not be pushed away under them.
    #wouldPush({ span }) {
        const attended = [...this.querySelectorAll("board-slot:hover, board-slot:focus-within")];
        if (attended.some((slot) => isAfter(slot, span))) return true;
        const { section } = this.#days.get(span.date);
        return section.querySelector(".day-empty:hover, .day-empty:focus-within") !== null;
    }

    #letIn() {
        const entries = [...this.#waiting.values()].sort((a, b) =>
            Date.parse(a.slot.starts_at) - Date.parse(b.slot.starts_at)
        );
        for (const entry of entries) this.#insert(entry, true);
        this.#showWaiting();
        this.#count();
        this.dispatchEvent(new Event("let-in", { bubbles: true }));
        if (entries.length) this.reveal(entries[0].slot.id, { focus: true });
    }

    #showWaiting() {
        const button = this.#part("new-times");
        const count = this.#waiting.size;
        button.hidden = count === 0;
        if (count) button.textContent = count === 1 ? "1 new time" : `${count} new times`;
    }

    #count() {
        for (const day of this.#days.values()) day.free = 0;
        for (const slot of this.#slots.values()) if (slot.face.free) this.#days.get(slot.span.date).free += 1;
        for (const [date, { section, button, free }] of this.#days) {
            for (const place of [section.querySelector(".day-head"), button]) {
                if (write(place.querySelector('[data-part="openings"]'), free || "–")) {
                    place.toggleAttribute("data-open", free > 0);
                }
            }
            button.setAttribute("aria-label", `${dayLabel(date)}, ${openings(free)}`);
        }
    }

    #onClick(event) {
        const day = event.target.closest(".day-button");
        if (day) return this.choose(day.dataset.date);
        const next = event.target.closest("[data-go]");
        if (next) return this.#send("go", next.dataset.go);
        const slot = event.target.closest("board-slot");
        if (!slot) return;
        if (slot.justChanged) this.#send("too-soon", slot);
        else this.#send("choose", slot.number);
    }

    #onKey(event) {
        const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
        if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
        const target = event.target.matches(".day-button")
            ? this.#dayBeside(event.target, step)
            : this.#slotBeside(event.target, step);
        if (!target) return;
        event.preventDefault();
        target.focus();
    }

    #dayBeside(button, [across]) {
        return across < 0 ? button.previousElementSibling : across > 0 ? button.nextElementSibling : null;
    }

    #slotBeside(target, [across, along]) {
        const slot = target.closest("board-slot");
        if (!slot) return null;
        const column = (date) => [...this.#days.get(date).section.querySelectorAll("board-slot")];
        if (along) return column(slot.span.date)[column(slot.span.date).indexOf(slot) + along]?.button;
        if (!wide.matches) return null;
        const dates = [...this.#days.keys()];
        const ahead = across > 0
            ? dates.slice(dates.indexOf(slot.span.date) + 1)
            : dates.slice(0, dates.indexOf(slot.span.date)).reverse();
        const date = ahead.find((other) => column(other).length);
        return date && nearest(column(date), slot.span.time).button;
    }

    #today() {
        return [...this.#days].find(([, { section }]) => section.hasAttribute("data-today"))?.[0];
    }

    #send(name, detail) {
        this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
    }

    #part(name) {
        return this.querySelector(`[data-part="${name}"]`);
    }
}

// A sheet that still rises into its place is there already by its layout, which `offsetLeft` tells.
function isInViewBeside(slot, sheet) {
    const { top, right, bottom } = slot.getBoundingClientRect();
    return top >= document.querySelector(".bar").offsetHeight && bottom <= innerHeight && right <= sheet.offsetLeft;
}

// Whether a slot stands where an insertion at `span` would move it: below it in its day or, where days share their rows, in a later part.
function isAfter(slot, span) {
    if (slot.span.date === span.date) return slot.span.time >= span.time;
    return wide.matches && parts.indexOf(partOfDay(slot.span.time)) > parts.indexOf(partOfDay(span.time));
}

function nearest(slots, time) {
    const minutes = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
    const distance = (slot) => Math.abs(minutes(slot.span.time) - minutes(time));
    return slots.reduce((best, slot) => distance(slot) < distance(best) ? slot : best);
}

function makeDay(date) {
    const section = document.getElementById("day").content.firstElementChild.cloneNode(true);
    const head = section.querySelector(".day-head");
    section.setAttribute("aria-label", dayLabel(date));
    head.querySelector('[data-part="weekday"]').textContent = weekday(date);
    head.querySelector('[data-part="number"]').textContent = Number(date.slice(8));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "day-button";
    button.dataset.date = date;
    button.append(...[...head.childNodes].map((node) => node.cloneNode(true)));
    return { section, button, free: 0 };
}

// Writes only what differs: answers whether it did.
function write(element, text) {
    if (element.textContent === String(text)) return false;
    element.textContent = text;
    return true;
}

function fillHint(box, { text, next }, date) {
    if (box.dataset.says === `${text} ${next}`) return;
    box.dataset.says = `${text} ${next}`;
    box.hidden = text === "";
    const sentence = document.createElement("span");
    sentence.textContent = text;
    box.replaceChildren(sentence);
    if (!next) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.dataset.go = next;
    const sameMonth = next.slice(0, 7) === date.slice(0, 7);
    button.textContent = `Next: ${sameMonth ? `${weekday(next)} ${Number(next.slice(8))}` : dayLabel(next)}`;
    box.append(" ", button);
}

function openings(count) {
    if (count === 0) return "no openings";
    return count === 1 ? "1 opening" : `${count} openings`;
}

customElements.define("week-grid", WeekGrid);
