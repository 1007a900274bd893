import "/js/elements/lesson-entry.js";
import { whenSeen } from "/js/dom/when-seen.js";
import { request } from "/js/lib/api.js";
import { now } from "/js/lib/clock.js";
import { session } from "/js/lib/session.js";
import { boardStream } from "/js/stream/board-stream.js";
import { mostBoards } from "/js/stream/wishes.js";
import { readerZone, secondZone, wallIn } from "/js/lib/time.js";

const longest = 100;
const gathering = 150;

/** My lessons: those to come, soonest first, and those that were, latest first. A change made elsewhere shows at once. */
class LessonLists extends HTMLElement {
    connectedCallback() {
        this.notice = this.querySelector("problem-notice");
        this.zones = new Map();
        for (const section of this.querySelectorAll("[data-when]")) {
            section.querySelector("[data-part=more]").addEventListener(
                "click",
                () => this.run(() => this.grow(section)),
            );
        }
        this.addEventListener("lesson-cancelled", ({ target, detail }) => this.showCancelled(target, detail));
        // What only the student sees (a place, a note) raises no version, so no stream tells of it.
        document.addEventListener("visibilitychange", () => !document.hidden && this.reader && this.refreshSoon());
        document.addEventListener("mine", whenSeen(() => this.reader && this.refreshSoon()));
        // Nothing on this page is anybody else's to see.
        document.addEventListener("signed-out", () => location.reload());
        this.run(() => this.load());
    }

    async run(work) {
        try {
            await work();
        } catch (problem) {
            if (problem.status === 401) return this.showSignedOut();
            if (!this.reader) this.section("coming").hidden = true;
            this.notice.show(problem, "Try again", () => this.run(work));
        }
    }

    section(when) {
        return this.querySelector(`[data-when=${when}]`);
    }

    showSignedOut() {
        this.querySelector("[data-part=signed-out]").hidden = false;
        for (const section of this.querySelectorAll("[data-when]")) section.hidden = true;
    }

    async load() {
        const known = await session();
        if (!known) return this.showSignedOut();
        const [coming, past] = await Promise.all(["coming", "past"].map((when) => this.page(when)));
        this.reader = { person: known.person, zone: readerZone(known.person) };
        await this.learnZones([...coming.bookings, ...past.bookings]);
        this.section("coming").hidden = false;
        this.fill(this.section("coming"), coming);
        this.fill(this.section("past"), past);
        this.showEmptiness(coming.bookings, past.bookings);
        this.listen().catch(() => {});
    }

    /** Listens to the boards of the lessons to come. */
    async listen() {
        this.stream?.close();
        const turn = this.turn = Symbol("listening");
        const teachers = [...new Set(this.entries().map(({ booking }) => booking.teacher.id))].slice(0, mostBoards);
        if (teachers.length === 0) return;
        const versions = await Promise.all(teachers.map(async (id) => [id, await boardVersion(id)]));
        // Lists that were filled anew meanwhile listen for themselves.
        if (turn !== this.turn) return;
        this.stream = boardStream(Object.fromEntries(versions), {
            slots: (_, __, slots) => slots.some(({ id }) => this.isMine(id)) && this.refreshSoon(),
            reset: () => {},
            snapshot: async (id) => {
                const version = await boardVersion(id);
                await this.refresh();
                return version;
            },
            freshness: (state, since) => this.showFreshness(state, wallIn(this.reader.zone, since).time),
        });
        // What happened before the stream began.
        await this.refresh();
    }

    showFreshness(state, time) {
        document.dispatchEvent(new CustomEvent("freshness", { detail: { state, time } }));
    }

    entries() {
        return [...this.section("coming").querySelectorAll("lesson-entry")];
    }

    isMine(slot) {
        return this.entries().some(({ booking }) => booking.slot.id === slot);
    }

    refreshSoon() {
        clearTimeout(this.soon);
        this.soon = setTimeout(() => this.refresh().catch(() => {}), gathering);
    }

    /**
     * Shows what has become of the lessons listed as coming: each in its place, also one that is cancelled or over now.
     * Lessons that are new here rearrange the lists, but not while somebody is writing a reason.
     */
    async refresh() {
        const { bookings } =
            (await request("GET", `/bookings?when=coming&limit=${longest}`, { cache: "no-store" })).body;
        const fresh = new Map(bookings.map((booking) => [booking.id, booking]));
        const entries = this.entries();
        const isNew = bookings.some(({ id }) => !entries.some(({ booking }) => booking.id === id));
        const isWriting = this.querySelector("lesson-entry form:not([hidden])") !== null;
        if (isNew && !this.section("coming").dataset.cursor) return isWriting ? undefined : this.load();
        await this.learnZones(bookings);
        const changes = await Promise.all(entries.map((entry) => this.update(entry, fresh.get(entry.booking.id))));
        if (changes.includes(true)) this.say("Your lessons have changed.");
    }

    async update(entry, fresh) {
        if (!fresh && entry.booking.status === "cancelled") return false;
        const booking = fresh ?? (await request("GET", `/bookings/${entry.booking.id}`, { cache: "no-store" })).body;
        if (faceOf(booking) === faceOf(entry.booking)) return false;
        this.showIn(entry, booking);
        return true;
    }

    say(words) {
        this.querySelector("[role=status]").textContent = words;
    }

    async grow(section) {
        const page = await this.page(section.dataset.when, section.dataset.cursor);
        await this.learnZones(page.bookings);
        const entries = this.fill(section, page, "append");
        entries[0]?.querySelector("lesson-entry").focus();
    }

    async page(when, cursor) {
        const query = new URLSearchParams(cursor ? { when, cursor } : { when });
        return (await request("GET", `/bookings?${query}`, { cache: "no-store" })).body;
    }

    /** A booking does not name its teacher's zone; it is needed only where the two wall times differ. */
    async learnZones(bookings) {
        const { zone } = this.reader;
        const far = bookings.filter(({ slot }) => secondZone(slot, zone, "Elsewhere") !== "").map(({ teacher }) =>
            teacher.id
        );
        const unknown = [...new Set(far)].filter((id) => !this.zones.has(id));
        const answers = await Promise.all(unknown.map((id) => request("GET", `/teachers/${id}`)));
        for (const { body } of answers) this.zones.set(body.id, body.time_zone);
    }

    fill(section, { bookings, next_cursor }, how = "replaceChildren") {
        const entries = bookings.map((booking) => this.entry(booking));
        section.querySelector(".lessons")[how](...entries);
        section.dataset.cursor = next_cursor ?? "";
        section.querySelector("[data-part=more]").hidden = !next_cursor;
        return entries;
    }

    entry(booking) {
        const item = document.importNode(this.querySelector("template").content, true).firstElementChild;
        this.showIn(item.querySelector("lesson-entry"), booking);
        return item;
    }

    showIn(entry, booking) {
        entry.show(booking, this.reader, this.zones.get(booking.teacher.id));
    }

    showEmptiness(coming, past) {
        const empty = this.section("coming").querySelector(".empty");
        empty.hidden = coming.length > 0;
        empty.querySelector("p").textContent = past.length > 0 ? "No lesson is coming." : "You have no lessons yet.";
        this.section("past").hidden = past.length === 0;
    }

    showCancelled(entry, booking) {
        this.showIn(entry, booking);
        this.say("The lesson is cancelled.");
    }
}

// What a lesson shows: its slot's version may rise for others' sake.
function faceOf({ slot, status, place, note, reason }) {
    return JSON.stringify([slot.id, status, place, note, reason]);
}

async function boardVersion(teacher) {
    const today = wallIn("UTC", now()).date;
    return (await request("GET", `/teachers/${teacher}/slots?from=${today}&days=1`)).body.version;
}

customElements.define("lesson-lists", LessonLists);
