import "/js/elements/board-week.js";
import "/js/elements/notice-line.js";
import "/js/elements/passing-remark.js";
import "/js/elements/slot-sheet.js";
import "/js/elements/teacher-strip.js";
import { whileBusy } from "/js/dom/fields.js";
import { painted } from "/js/dom/painted.js";
import { whenSeen } from "/js/dom/when-seen.js";
import { request } from "/js/lib/api.js";
import { BookingFlow } from "/js/lib/booking-flow.js";
import { now } from "/js/lib/clock.js";
import { rememberedHeld, rememberHeld } from "/js/lib/held.js";
import { Mine } from "/js/lib/mine.js";
import { sentenceOf } from "/js/lib/sentences.js";
import { noteSignedOut, session, signInURL } from "/js/lib/session.js";
import { isDate, readerZone, slotRange, span, wallIn } from "/js/lib/time.js";
import { whyNot } from "/js/lib/week-view.js";
import { wishedMove } from "/js/lib/wished-move.js";

/** The board page: brings together who teaches, who reads, the week, and the sheet in which a time is booked. */
class SlotBoard extends HTMLElement {
    #id = Number(location.pathname.split("/")[2]);
    #query = new URLSearchParams(location.search);
    #teacher;
    #person;
    #zones;
    #mine;
    #flow;
    #learning = null;
    #pressed = null;
    #moving = null;
    #followed = false;

    connectedCallback() {
        this.addEventListener("choose", ({ detail }) => this.#choose(detail));
        this.addEventListener(
            "too-soon",
            ({ detail }) => this.#remark(`${detail.span.time} changed as you pressed it, so nothing was chosen.`),
        );
        this.#week.addEventListener("week", () => this.#writeAddress());
        this.#week.addEventListener(
            "loaded",
            ({ detail }) => detail && this.#strip.showZones(this.#teacher, this.#zones[0], detail),
        );
        document.addEventListener("speak", ({ detail }) => document.querySelector("change-news").speak(detail));
        document.addEventListener(
            "mine",
            whenSeen(() => this.#mine?.load().catch(({ status }) => status === 401 && noteSignedOut())),
        );
        document.addEventListener("signed-out", () => this.#forgetReader());
        this.#start();
    }

    async #start() {
        this.#notice.say(null);
        const known = Promise.all([request("GET", `/teachers/${this.#id}`), session()]);
        this.#week.prefetch(this.#id, location.search);
        try {
            const [{ body }] = await known;
            await this.#week.prefetched();
            this.#teacher = body;
            // Asked once more: the session may have ended while the teacher was on the way.
            this.#person = (await session())?.person ?? null;
        } catch (problem) {
            return this.#failed(problem);
        }
        this.#meet();
        const shown = this.#week.show(this.#firstDay());
        this.#learning = this.#learn(shown);
        this.#introduce();
        await shown;
        this.removeAttribute("aria-busy");
        await this.#learning;
        this.#learning = null;
        await this.#follow();
    }

    // What is the reader's, and the lesson that the address wishes to move: what a press on a time does depends on both. The times
    // are what a first visit waits for: nothing else is asked for, nor begun, before they stand there.
    async #learn(shown) {
        await shown;
        await painted();
        const [{ booking, refusal }] = await Promise.all([wishedMove(this.#query, this.#person), this.#loadMine()]);
        // The session may have ended meanwhile.
        if (booking && this.#person) this.#startMove(booking);
        if (!refusal) return;
        // Who has pressed a time meant to move there: holding it instead is nobody's wish.
        this.#pressed = null;
        this.#remark(refusal);
    }

    // Brings together who teaches, who reads, the week and the sheet.
    #meet() {
        const teacher = this.#teacher;
        this.#zones = [readerZone(this.#person), teacher.time_zone];
        this.#mine = new Mine(this.#person);
        this.#mine.addEventListener("change", () => this.#rememberHeld());
        this.#week.begin({ teacher, isOwn: this.#isOwn, zones: this.#zones, mine: this.#mine });
        this.#flow = new BookingFlow({ mine: this.#mine, board: this.#week });
        this.#flow.addEventListener("signed-out", ({ detail }) => this.#signIn(detail));
        this.#flow.addEventListener("start-move", ({ detail }) => this.#startMove(detail));
        this.#flow.addEventListener("moved", () => this.#endMove());
        this.#flow.addEventListener(
            "cancelled",
            ({ detail }) => this.#remark(`Your lesson on ${slotRange(detail.slot, ...this.#zones)} is cancelled.`),
        );
        document.querySelector("slot-sheet").attach(this.#flow, {
            mine: this.#mine,
            teacher,
            zones: this.#zones,
            now,
            showSlot: (slot, options) => this.#week.reveal(slot, options),
        });
    }

    #introduce() {
        const teacher = this.#teacher;
        document.title = `${teacher.name} – Slotboard`;
        this.#strip.show(teacher);
        this.#strip.showZones(teacher, this.#zones[0], teacher.next_openings[0]);
        if (this.#isOwn) {
            this.#notice.say("This is your board as students see it.", { label: "My week", action: "/week" });
        }
    }

    // What is only the reader's goes, also out of sight; the board itself is for everybody.
    #forgetReader() {
        this.#person = null;
        if (!this.#flow) return;
        this.#flow.forget();
        document.querySelector("slot-sheet").remove();
        this.#endMove();
        this.#week.forgetReader();
    }

    async #loadMine() {
        try {
            await this.#mine.load();
        } catch (problem) {
            if (problem.status === 401) return noteSignedOut();
            this.#notice.say(`Your own lessons could not be loaded: ${sentenceOf(problem)}`, {
                label: "Try again",
                action: () => this.#loadMine(),
                error: true,
            });
            return;
        }
        if (!this.#isOwn && !this.#moving) this.#notice.say(null);
    }

    // The week of the address, else that of the first opening.
    #firstDay() {
        const wished = this.#query.get("week");
        const opening = this.#teacher.next_openings[0];
        if (isDate(wished)) return wished;
        return opening ? span(opening, ...this.#zones).date : wallIn(this.#zones[0], now()).date;
    }

    // What the address asks for beyond week and move: a time chosen before signing in; else a hold that still runs.
    async #follow() {
        const wanted = Number(this.#query.get("slot"));
        if (wanted) await this.#comeBack(wanted);
        await this.#findHeld();
        this.#followed = true;
        this.#writeAddress();
    }

    async #findHeld() {
        for (const id of this.#mine.holds.keys()) {
            const known = rememberedHeld(now());
            const isElsewhere = known?.slot === id && known.teacherID !== this.#id;
            if (!isElsewhere && await this.#week.find(id)) this.#flow.sync();
        }
        this.#rememberHeld();
    }

    // The other pages of this browser show the hold, with the way back here.
    #rememberHeld() {
        const [[id, end] = []] = this.#mine.holds;
        const slot = id && this.#week.slot(id);
        if (!id) return rememberHeld(null);
        if (!slot) return;
        rememberHeld({
            slot: id,
            end,
            when: slotRange(slot, ...this.#zones),
            teacher: this.#teacher.name,
            teacherID: this.#id,
            path: `${location.pathname}?week=${span(slot, ...this.#zones).date}`,
        });
    }

    async #comeBack(id) {
        const slot = await this.#week.find(id);
        if (!slot) return this.#remark("The time you chose is no longer offered.");
        await this.#week.show(span(slot, ...this.#zones).date);
        this.#week.reveal(slot);
        if (this.#person) this.#take(id);
    }

    // Of several presses that wait, the last one counts.
    #choose(id) {
        if (!this.#person || !this.#learning) return this.#take(id);
        this.#pressed = id;
        return whileBusy(this.#week.button(id), async () => {
            await this.#learning;
            if (this.#pressed === id) this.#take(id);
        });
    }

    #take(id) {
        const entry = this.#week.entry(id);
        // Another week is shown by now: nobody looks at that time any more.
        if (!entry) return;
        const { slot, face } = entry;
        if (face.kind === "yours") return this.#flow.open(slot);
        if (this.#isOwn) return this.#remark("This is your own board: students book here.");
        if (!this.#person) return this.#signIn(slot);
        if (!face.free) return this.#remark(whyNot(entry, (time) => wallIn(this.#zones[0], time).time));
        return this.#moving ? this.#flow.offerMove(this.#moving, slot) : this.#flow.hold(slot);
    }

    // Signing in leads back to this week, with the time held at once.
    #signIn(slot) {
        location.assign(signInURL(this.#address(slot)));
    }

    #startMove(booking) {
        this.#moving = booking;
        const zones = [this.#zones[0], booking.slot.teacher_id === this.#id ? this.#zones[1] : null];
        this.#notice.say(
            `Choose a new time for your lesson with ${booking.teacher.name} on ${slotRange(booking.slot, ...zones)}.`,
            {
                label: "Keep it as it is",
                action: () => this.#endMove(),
            },
        );
        this.#notice.scrollIntoView({ block: "nearest" });
        document.querySelector("change-news").speak("Now choose another time on the board.");
        this.#writeAddress();
    }

    #endMove() {
        this.#moving = null;
        this.#notice.say(null);
        this.#writeAddress();
    }

    // A reload shows the same week, and goes on with the same move.
    #writeAddress() {
        if (!this.#followed) return;
        history.replaceState(null, "", this.#address());
    }

    #address(slot) {
        const query = new URLSearchParams({ week: this.#week.monday });
        if (this.#moving) query.set("move", this.#moving.id);
        if (slot) query.set("slot", slot.id);
        return `${location.pathname}?${query}`;
    }

    #failed(problem) {
        if (problem.status === 404) return this.#missing();
        this.#notice.say(`The board could not be loaded: ${sentenceOf(problem)}`, {
            label: "Try again",
            action: () => this.#start(),
            error: true,
        });
    }

    #missing() {
        document.title = "No such teacher – Slotboard";
        this.#strip.showMissing();
        this.#week.remove();
        this.#notice.say("Nobody teaches at this address.", { label: "Find a teacher", action: "/" });
    }

    #remark(sentence) {
        document.querySelector("passing-remark").say(sentence);
    }

    get #isOwn() {
        return this.#person?.teacher_id === this.#id;
    }

    get #week() {
        return this.querySelector("board-week");
    }

    get #strip() {
        return this.querySelector("teacher-strip");
    }

    get #notice() {
        return this.querySelector('[data-part="notice"]');
    }
}

customElements.define("slot-board", SlotBoard);
