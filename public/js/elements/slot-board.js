import "/js/elements/board-week.js";
import "/js/elements/notice-line.js";
import "/js/elements/passing-remark.js";
import "/js/elements/slot-sheet.js";
import "/js/elements/teacher-strip.js";
import { EarlyPress } from "/js/dom/early-press.js";
import { painted } from "/js/dom/painted.js";
import { whenSeen } from "/js/dom/when-seen.js";
import { request } from "/js/lib/api.js";
import { BookingFlow } from "/js/lib/booking-flow.js";
import { now } from "/js/lib/clock.js";
import { HeldHere } from "/js/lib/held-here.js";
import { Mine } from "/js/lib/mine.js";
import { OwnThings } from "/js/lib/own-things.js";
import { sentenceOf } from "/js/lib/sentences.js";
import { session, signInURL } from "/js/lib/session.js";
import { isDate, readerZone, slotRange, span, wallIn } from "/js/lib/time.js";
import { whyNot } from "/js/lib/week-view.js";

/** The board page: brings together who teaches, who reads, the week, and the sheet in which a time is booked. */
class SlotBoard extends HTMLElement {
    #id = Number(location.pathname.split("/")[2]);
    #query = new URLSearchParams(location.search);
    #teacher;
    #person;
    #zones;
    #mine;
    #own;
    #held;
    #flow;
    #early = new EarlyPress((sentence) => this.#news.speak(sentence));
    #moving = null;
    #hasChosen = false;
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
        document.addEventListener("speak", ({ detail }) => this.#news.speak(detail));
        document.addEventListener("mine", whenSeen(() => this.#own?.refresh()));
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
        const learned = this.#learn(shown.then(painted));
        this.#introduce();
        await shown;
        this.removeAttribute("aria-busy");
        await learned;
        await this.#follow();
    }

    // What a press on a time does depends on what is learnt here. The times are what a first visit waits for: nothing else is asked
    // for, nor begun, before they are painted.
    async #learn(isPainted) {
        if (this.#early.isDue) return;
        const learnt = this.#askForOwn(isPainted);
        const pressed = await this.#early.during(learnt);
        const { refusal } = await learnt;
        // Who has pressed a time meant to move there: holding it instead is nobody's wish.
        if (refusal) return this.#remark(refusal);
        if (pressed === null) return;
        if (this.#own.wish) return this.#remark("The lesson to move could not be loaded, so nothing was chosen.");
        this.#take(pressed);
    }

    async #askForOwn(isPainted) {
        await isPainted;
        const { booking, refusal } = await this.#own.learn();
        if (booking) this.#startMove(booking);
        this.#writeAddress();
        return { refusal };
    }

    // Brings together who teaches, who reads, the week and the sheet.
    #meet() {
        const teacher = this.#teacher;
        this.#zones = [readerZone(this.#person), teacher.time_zone];
        this.#mine = new Mine(this.#person);
        this.#held = new HeldHere({ mine: this.#mine, board: this.#week, teacher, zones: this.#zones });
        this.#own = new OwnThings(this.#mine, Number(this.#query.get("move")));
        this.#own.addEventListener("lacking", ({ detail }) => this.#tellLacking(detail));
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
        this.#tellLacking(null);
        this.#week.forgetReader();
    }

    #tellLacking(sentence) {
        this.#part("lacking").say(sentence, { label: "Try again", action: () => this.#learn(), error: true });
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
        if (await this.#held.find()) this.#flow.sync();
        this.#followed = true;
        this.#writeAddress();
    }

    // What the reader has chosen meanwhile counts, not what the address remembers.
    async #comeBack(id) {
        const slot = await this.#week.find(id);
        if (this.#hasChosen) return;
        if (!slot) return this.#remark("The time you chose is no longer offered.");
        await this.#week.show(span(slot, ...this.#zones).date);
        if (this.#hasChosen) return;
        this.#week.reveal(slot);
        if (this.#person && !this.#own.wish) this.#take(id);
    }

    // While it is not known which lesson is to move, a press asks for it once more: holding the time instead is nobody's wish.
    #choose(id) {
        if (!this.#person) return this.#take(id);
        if (this.#own.wish) this.#learn();
        return this.#early.isDue ? this.#early.wait(id, this.#week.button(id)) : this.#take(id);
    }

    #take(id) {
        const entry = this.#week.entry(id);
        // Another week is shown by now: nobody looks at that time any more.
        if (!entry) return;
        const { slot, face } = entry;
        this.#hasChosen ||= face.free || face.kind === "yours";
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
        this.#own.dropWish();
        const zones = [this.#zones[0], booking.slot.teacher_id === this.#id ? this.#zones[1] : null];
        this.#notice.say(
            `Choose a new time for your lesson with ${booking.teacher.name} on ${slotRange(booking.slot, ...zones)}.`,
            {
                label: "Keep it as it is",
                action: () => this.#endMove(),
            },
        );
        this.#notice.scrollIntoView({ block: "nearest" });
        this.#news.speak("Now choose another time on the board.");
        this.#writeAddress();
    }

    #endMove() {
        this.#moving = null;
        this.#own.dropWish();
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
        const move = this.#moving?.id ?? this.#own.wish;
        if (move) query.set("move", move);
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
        return this.#part("notice");
    }

    get #news() {
        return document.querySelector("change-news");
    }

    #part(name) {
        return this.querySelector(`[data-part="${name}"]`);
    }
}

customElements.define("slot-board", SlotBoard);
