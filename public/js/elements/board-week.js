import "/js/elements/change-news.js";
import "/js/elements/notice-line.js";
import "/js/elements/week-grid.js";
import { painted } from "/js/dom/painted.js";
import { BoardState, faceOf, nearestFree, nextTurn } from "/js/lib/board-state.js";
import { fetchWeeks, findSlot, lastMonday, prefetchWeeks, reachable, weeksIn } from "/js/lib/board-window.js";
import { now } from "/js/lib/clock.js";
import { sentenceOf } from "/js/lib/sentences.js";
import { boardStream } from "/js/stream/board-stream.js";
import { addDays, dayLabel, mondayOf, nextQuarter, span, wallIn, weekOf, weekTitle } from "/js/lib/time.js";
import { emptyDay, emptyWeek, nextOpening, weekEntries } from "/js/lib/week-view.js";

const aheadAfter = 300;
const patience = 200;

/** One week of a teacher's board, kept fresh by the stream. Sends `choose` and `too-soon` from its grid, `week` when another one
 * is shown, and `loaded` with its first slot. */
class BoardWeek extends HTMLElement {
    #state = new BoardState();
    #fetched = new Set();
    #prefetched = null;
    #beyond = new Map();
    #monday = null;
    #reader;
    #stream;
    #turn;

    connectedCallback() {
        this.addEventListener("go", ({ detail }) => this.goTo(detail));
        this.addEventListener("let-in", () => this.#explain());
        for (const button of this.querySelectorAll("[data-step]")) {
            button.addEventListener("click", () => this.show(addDays(this.#monday, Number(button.dataset.step))));
        }
    }

    disconnectedCallback() {
        this.#stream?.close();
        clearTimeout(this.#turn);
    }

    /** Fetches the first weeks before it is known who teaches and who reads; nothing is lost where others are shown. */
    prefetch(teacher, search) {
        this.#prefetched = prefetchWeeks(teacher, search);
        // Whoever shows them asks again; where nobody teaches, nobody does.
        this.#prefetched.board.catch(() => {});
    }

    /** Answers when those weeks are there, or not to be had, or late. They come with the teacher as a rule: a frame without the
     * times would only keep them waiting. */
    prefetched() {
        return Promise.race([this.#prefetched.board.catch(() => {}), pause(patience)]);
    }

    /** `reader` has `teacher`, `isOwn`, `zones` ([reader's, teacher's]) and `mine`. */
    begin(reader) {
        this.#reader = reader;
        reader.mine.versionOf = (id) => this.slot(id)?.version ?? 0;
        reader.mine.addEventListener("slot", ({ detail }) => this.#learn(detail));
        reader.mine.addEventListener("change", () => this.#refresh());
    }

    /** From now on nobody in particular reads. */
    forgetReader() {
        this.#reader.isOwn = false;
        this.#reader.mine.forget();
    }

    get monday() {
        return this.#monday;
    }

    slot(id) {
        return this.#state.slots.get(id);
    }

    /** The slot as it stands in this week: `{slot, span, face, detail}`; undefined where another week has it. */
    entry(id) {
        return this.#entries([this.slot(id)])[0];
    }

    /** The button of a slot of this week. */
    button(id) {
        return this.#grid.slot(id).button;
    }

    isFree(slot) {
        return faceOf(this.slot(slot.id) ?? slot, now(), this.#reader.mine).free;
    }

    /** The three free slots nearest to one. */
    nearest(slot) {
        return nearestFree(this.#state.slots.values(), slot, now(), this.#reader.mine);
    }

    /** Shows the week that has `date`, as far as the board reaches; rejects nothing, says what went wrong. */
    async show(date) {
        const monday = reachable(mondayOf(date), this.#today);
        this.#monday = monday;
        const fetched = this.#fetch(monday);
        this.#grid.setWeek(weekOf(monday), this.#today);
        this.#part("week-title").textContent = weekTitle(monday, this.#today);
        this.querySelector('[data-step="-7"]').disabled = monday <= mondayOf(this.#today);
        this.querySelector('[data-step="7"]').disabled = monday >= lastMonday(this.#today);
        this.#part("message").say(null);
        this.#send("week", monday);
        this.#refresh();
        try {
            await fetched;
        } catch (problem) {
            if (this.#monday === monday) this.#failed(problem);
            return;
        }
        if (this.#monday === monday) this.#send("loaded", this.#entries(this.#state.slots.values())[0]?.slot);
        this.#keepUp(monday);
    }

    // The times are painted first.
    async #keepUp(monday) {
        await painted();
        if (!this.isConnected) return;
        this.#stream ??= this.#openStream();
        setTimeout(() => this.#fetchAhead(monday), aheadAfter);
    }

    /** Shows the day `date`, in whichever week it is, and gives it the focus. */
    async goTo(date) {
        if (mondayOf(date) !== this.#monday) await this.show(date);
        this.#grid.choose(date);
        this.#grid.focusDay(date);
    }

    /** Looks for a slot beyond what is known; it may be months away. */
    async find(id) {
        if (!this.slot(id)) {
            const found = await findSlot(this.#reader.teacher.id, this.#today, this.#today, (slot) => slot.id === id)
                .catch(() => null);
            if (found) this.#learn(found);
        }
        return this.slot(id);
    }

    /** Brings a slot of this week into view, with the focus if wished. */
    reveal(slot, options) {
        this.#grid.reveal(slot.id, options);
    }

    #learn(slot) {
        if (slot.teacher_id === this.#reader.teacher.id) this.#state.merge(0, [slot]);
    }

    async #fetch(monday, options) {
        const board = await this.#board(monday, options);
        const { since } = this.#state;
        this.#state.snapshot(board);
        // A cache may have answered with a board from before the stream began.
        if (this.#state.since < since) this.#stream?.goBack(this.#reader.teacher.id, this.#state.since);
        for (const week of weeksIn(board)) this.#fetched.add(week);
        this.#refresh({ byOthers: this.#stream !== undefined });
        return board.version;
    }

    #board(monday, options) {
        const fetchAnew = () => fetchWeeks(this.#reader.teacher.id, monday, options);
        const { mondays, board } = this.#prefetched ?? {};
        this.#prefetched = null;
        // A clock that is days wrong expects other weeks than the server sends.
        return mondays?.includes(monday)
            ? board.then((prefetched) => weeksIn(prefetched).includes(monday) ? prefetched : fetchAnew(), fetchAnew)
            : fetchAnew();
    }

    // The next week is most often asked for next, and its first opening stands in this week's empty days.
    #fetchAhead(monday) {
        const next = addDays(monday, 7);
        if (this.#monday === monday && !this.#fetched.has(next) && next <= lastMonday(this.#today)) {
            this.#fetch(next).catch(() => {});
        }
    }

    #openStream() {
        return boardStream({ [this.#reader.teacher.id]: this.#state.since }, {
            slots: (_, version, slots) => this.#hear(this.#state.merge(version, slots)),
            reset: (_, version) => this.#state.reset(version),
            snapshot: () => this.#fetch(this.#monday, { cache: "no-cache" }),
            freshness: (state, since) => this.#showFreshness(state, wallIn(this.#reader.zones[0], since).time),
        });
    }

    #hear(changed) {
        if (changed.length > 0) this.#refresh({ byOthers: true });
    }

    #showFreshness(state, time) {
        document.dispatchEvent(new CustomEvent("freshness", { detail: { state, time } }));
        const lost = state === "asof" ? `Changes are not arriving: this is the board as of ${time}.` : null;
        this.#part("freshness").say(lost, { label: "Try again", action: () => this.#tryAgain() });
    }

    #tryAgain() {
        this.#stream.again();
        this.#fetch(this.#monday, { cache: "no-cache" }).catch(() => {});
    }

    // Fits the grid to what is known now; only what differs is touched.
    #refresh({ byOthers = false } = {}) {
        if (!this.#fetched.has(this.#monday)) return;
        const entries = this.#entries(this.#state.slots.values());
        this.#grid.setToday(this.#today);
        const changes = this.#grid.show(entries, { byOthers });
        if (byOthers) document.querySelector("change-news").tell(changes.map(newsOf));
        this.#explain();
        clearTimeout(this.#turn);
        const turn = nextTurn(entries.map(({ slot }) => slot), now(), this.#reader.mine);
        this.#turn = setTimeout(() => this.#onTurn(), Math.min(turn, nextQuarter(now())) - now() + 50);
    }

    #onTurn() {
        this.#reader.mine.dropEnded();
        this.#refresh({ byOthers: true });
    }

    #explain() {
        const { free, times } = this.#grid.totals;
        const sunday = addDays(this.#monday, 6);
        const beyond = this.#nextBeyond(sunday);
        this.#grid.explain((date, hasTimes) => {
            const next = this.#grid.nextOpenDay(date) ?? beyond ?? null;
            return emptyDay({ hasTimes, isPast: date < this.#today, weekHasOpenings: free > 0, next });
        });
        if (free === 0 && beyond === undefined) this.#lookBeyond(sunday);
        const message = emptyWeek({ openings: free, hasTimes: times > 0, isOwn: this.#reader.isOwn, next: beyond });
        this.#part("message").say(message?.sentence, {
            label: message?.label,
            action: message?.path ?? (() => this.goTo(message.date)),
        });
    }

    // The date of the next opening after this week; null when there is none for months, undefined when nobody has looked yet.
    #nextBeyond(sunday) {
        const { teacher, zones, mine } = this.#reader;
        const slots = [...this.#state.slots.values(), ...teacher.next_openings.filter(({ id }) => !this.slot(id))];
        return nextOpening(slots, sunday, zones, now(), mine) ?? this.#beyond.get(sunday);
    }

    async #lookBeyond(sunday) {
        if (this.#beyond.has(sunday)) return;
        this.#beyond.set(sunday, undefined);
        const { teacher, zones, mine } = this.#reader;
        const isNext = (slot) => faceOf(slot, now(), mine).free && span(slot, ...zones).date > sunday;
        const found = await findSlot(teacher.id, sunday, this.#today, isNext).catch(() => undefined);
        if (found) this.#learn(found);
        if (found === null) this.#beyond.set(sunday, null);
        if (found !== undefined) this.#explain();
    }

    #failed(problem) {
        this.#grid.toggleAttribute("data-loading", false);
        this.#part("message").say(`The times could not be loaded: ${sentenceOf(problem)}`, {
            label: "Try again",
            action: () => this.show(this.#monday),
            error: true,
        });
    }

    #entries(slots) {
        return weekEntries(slots, this.#monday, this.#reader.zones, now(), this.#reader.mine);
    }

    #send(name, detail) {
        this.dispatchEvent(new CustomEvent(name, { detail }));
    }

    get #today() {
        return wallIn(this.#reader.zones[0], now()).date;
    }

    get #grid() {
        return this.querySelector("week-grid");
    }

    #part(name) {
        return this.querySelector(`[data-part="${name}"]`);
    }
}

function newsOf({ span: { date, time }, face, before }) {
    return {
        label: `${dayLabel(date)}, ${time}`,
        kind: before === null ? "added" : before === face.kind ? null : face.kind,
    };
}

function pause(milliseconds) {
    return new Promise((done) => setTimeout(done, milliseconds));
}

customElements.define("board-week", BoardWeek);
