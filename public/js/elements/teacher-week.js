import "/js/elements/own-slot-sheet.js";
import "/js/elements/publish-form.js";
import "/js/elements/week-grid.js";
import { whenSeen } from "/js/dom/when-seen.js";
import { request } from "/js/lib/api.js";
import { now } from "/js/lib/clock.js";
import { mergeOwn, nextChange, ownFace } from "/js/lib/own-slot.js";
import { countOf } from "/js/lib/publish-plan.js";
import { session } from "/js/lib/session.js";
import { boardStream } from "/js/stream/board-stream.js";
import {
    addDays,
    dayLabel,
    isDate,
    mondayOf,
    nextQuarter,
    readerZone,
    span,
    wallIn,
    weekOf,
    weekTitle,
    zoneCity,
} from "/js/lib/time.js";

const gathering = 150;
const farthest = 400;
const oldest = 28;
const mostNamed = 3;

/** My week: the teacher's own slots with who holds and who booked them, in the teacher's own time, kept live. */
class TeacherWeek extends HTMLElement {
    #teacher = null;
    #person = null;
    #monday = null;
    #slots = [];
    #stream = null;
    #timers = {};

    connectedCallback() {
        this.notice = this.querySelector("problem-notice");
        this.grid = this.querySelector("week-grid");
        this.form = this.querySelector("publish-form");
        this.sheet = document.querySelector("own-slot-sheet");
        this.grid.addEventListener("choose", ({ detail }) => this.#open(detail));
        this.grid.addEventListener(
            "too-soon",
            ({ detail }) => this.#say(`${detail.span.time} has just changed; look again.`),
        );
        this.sheet.addEventListener("changed", ({ detail }) => this.#afterChange(detail));
        this.sheet.addEventListener(
            "closed",
            ({ detail }) => detail.hadFocus && this.grid.reveal(detail.id, { focus: true }),
        );
        this.addEventListener("published", ({ detail }) => this.#afterPublishing(detail.times));
        this.addEventListener("click", ({ target }) => this.#onClick(target));
        document.addEventListener("mine", whenSeen(() => this.#stream && this.#again()));
        // Nothing on this page is anybody else's to see.
        document.addEventListener("signed-out", () => location.reload());
        this.#start();
    }

    part(name) {
        return this.querySelector(`[data-part=${name}]`);
    }

    async #start() {
        try {
            const known = await session();
            if (!known) return this.#turnAway("signed-out");
            if (!known.person.teacher_id) return this.#turnAway("not-a-teacher");
            this.#person = known.person;
            await this.#learnTeacher();
        } catch (problem) {
            this.#showParts(false);
            return this.notice.show(problem, "Try again", () => this.#start());
        }
        this.#showParts(true);
        this.form.start = addDays(this.#today, 1);
        const wished = new URLSearchParams(location.search).get("week");
        await this.#showWeek(mondayOf(isDate(wished) ? wished : this.#today));
    }

    #turnAway(part) {
        this.part(part).hidden = false;
        this.#showParts(false);
    }

    #showParts(isShown) {
        for (const name of ["zone", "publish", "board"]) this.part(name).hidden = !isShown;
    }

    async #learnTeacher() {
        const { body } = await request("GET", "/profile");
        this.#teacher = body;
        const mine = readerZone(this.#person);
        this.reader = { ownZone: body.time_zone, readerZone: mine, place: body.place ?? null };
        this.part("zone").textContent = `Times in ${zoneCity(body.time_zone)}`;
    }

    get #today() {
        return wallIn(readerZone(this.#teacher), now()).date;
    }

    async #showWeek(monday) {
        this.#monday = monday;
        this.#slots = [];
        if (!this.sheet.hidden) this.sheet.close();
        this.grid.hidden = false;
        this.part("empty").hidden = true;
        this.grid.setWeek(weekOf(monday), this.#today);
        this.part("week-title").textContent = weekTitle(monday, this.#today);
        this.querySelector('[data-step="-7"]').disabled = addDays(monday, -7) < addDays(this.#today, -oldest);
        this.querySelector('[data-step="7"]').disabled = addDays(monday, 13) > addDays(this.#today, farthest);
        history.replaceState(null, "", monday === mondayOf(this.#today) ? "/week" : `/week?week=${monday}`);
        await this.#load();
        const hasToday = this.#slots.some((slot) => span(slot).date === this.#today);
        if (monday === this.#monday && hasToday) this.grid.choose(this.#today);
    }

    async #load(options = {}) {
        const monday = this.#monday;
        try {
            const version = await this.#fetch(monday, options);
            this.notice.clear();
            this.#stream ??= this.#listen(version);
        } catch (problem) {
            if (monday !== this.#monday) return;
            this.grid.hidden = this.#slots.length === 0;
            this.notice.show(problem, "Try again", () => this.#load(options));
        }
    }

    /** Asks for the week anew and shows what differs; answers the board's version. */
    async #fetch(monday, { byOthers = false } = {}) {
        const { body } = await request("GET", `/slots?from=${monday}&days=7`, { cache: "no-store" });
        if (monday !== this.#monday) return body.version;
        this.#slots = mergeOwn(this.#slots, body.slots);
        this.#show(byOthers);
        this.part("board").removeAttribute("aria-busy");
        return body.version;
    }

    #show(byOthers) {
        const entries = this.#slots.map((slot) => ({ slot, span: span(slot), face: ownFace(slot, now()) }));
        this.grid.setToday(this.#today);
        const changes = this.grid.show(entries, { byOthers });
        this.grid.explain((_, hasTimes) => ({ text: hasTimes ? "Nothing open." : "No times.", next: null }));
        if (byOthers) this.#say(news(changes));
        this.#showEmptiness();
        const open = this.#slots.find(({ id }) => id === this.sheet.slot?.id);
        if (open) this.sheet.refresh(open);
        const turn = Math.min(nextChange(this.#slots, now()), nextQuarter(now()));
        clearTimeout(this.#timers.turn);
        this.#timers.turn = setTimeout(() => this.#show(true), turn - now() + 50);
    }

    #showEmptiness() {
        const isEmpty = this.#slots.length === 0;
        const isNew = isEmpty && this.#teacher.next_openings.length === 0;
        this.part("empty").hidden = !isEmpty;
        this.grid.hidden = isEmpty;
        this.part("empty-words").textContent = isNew ? "You have no times yet." : "You have no times this week.";
        this.part("first").textContent = isNew ? "Open your first times" : "Publish times";
    }

    #listen(version) {
        return boardStream({ [this.#teacher.id]: version }, {
            slots: () => {
                clearTimeout(this.#timers.gather);
                this.#timers.gather = setTimeout(() => this.#again(), gathering);
            },
            reset: () => {},
            snapshot: () => this.#fetch(this.#monday, { byOthers: true }),
            freshness: (state, since) => this.#showFreshness(state, wallIn(this.reader.readerZone, since).time),
        });
    }

    async #again() {
        try {
            await this.#fetch(this.#monday, { byOthers: true });
        } catch (problem) {
            this.notice.show(problem, "Load again", () => this.#load());
        }
    }

    #showFreshness(state, time) {
        document.dispatchEvent(new CustomEvent("freshness", { detail: { state, time } }));
    }

    #onClick(target) {
        const step = target.closest("[data-step]");
        if (step) this.#showWeek(addDays(this.#monday, Number(step.dataset.step)));
        if (target === this.part("first")) this.#openForm();
    }

    #openForm() {
        this.part("publish").open = true;
        this.form.focusFirst();
    }

    #open(id) {
        const slot = this.#slots.find((known) => known.id === id);
        if (slot && slot.status !== "withdrawn") this.sheet.open(slot, this.reader);
    }

    #afterChange(words) {
        this.#say(words);
        this.#load();
    }

    async #afterPublishing(times) {
        this.part("publish").open = false;
        this.part("publish").querySelector("summary").focus();
        await this.#showWeek(mondayOf(times[0].date));
        this.grid.choose(times[0].date);
        this.#say(`${countOf(times)} ${times.length === 1 ? "is" : "are"} on your board now.`);
    }

    #say(words) {
        if (words) this.querySelector("[role=status]").textContent = words;
    }
}

function news(changes) {
    if (changes.length > mostNamed) return `${changes.length} times changed.`;
    return changes.map(({ span: { date, time }, face }) => `${dayLabel(date)}, ${time}: ${face.word}.`).join(" ");
}

customElements.define("teacher-week", TeacherWeek);
