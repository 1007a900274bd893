// The browser's own hub: one stream in, any number of members out. A member is a page's ear: a board it shows, or its reader's own
// topic. The hub lives in a shared worker, in the page that leads, or in the page itself, and speaks in plain data.
//
// What keeps a change from being missed: for each board the hub knows a version up to which *every* member has everything, and never
// claims more. A member that joins with less pulls it down, and the stream begins again from there; hearing a change twice does no harm.

import { noteServerTime } from "/js/lib/clock.js";
import { Timers } from "/js/lib/timers.js";
import { Connection } from "/js/stream/connection.js";
import { pauseBefore } from "/js/stream/pause.js";
import { addressOf, boardsOf } from "/js/stream/wishes.js";

const usual = { gathering: 30, lull: 5_000, greeting: 5_000, settling: 5_000, longestSettling: 60_000 };
const everythingOwn = ["bookings", "holds"];

export class Hub {
    #members = new Set();
    #complete = new Map();
    #epochs = new Map();
    #asked = { boards: new Set(), person: null };
    #isGreeted = false;
    #lastID = "";
    #doubts = 0;
    #timing;
    #timers = new Timers();
    #connection;
    #whoReads;
    #ending = new AbortController();

    /** `whoReads` asks the API whose session the cookie is: a promise of a person's id, or of null. */
    constructor(whoReads, timing = {}) {
        this.#whoReads = whoReads;
        this.#timing = { ...usual, ...timing };
        this.#connection = new Connection({
            address: () => this.#address(),
            hear: (name, data, id) => this.#on[name](data, id),
            changed: () => this.#tellState(this.#members),
            refused: () => this.#settleReader(),
        }, timing);
        globalThis.addEventListener("online", () => this.#begin(0), { signal: this.#ending.signal });
    }

    close() {
        this.#ending.abort();
        this.#members.clear();
        this.#timers.stopAll();
        this.#connection.close();
    }

    /**
     * Takes a member in; `post` sends to it. It says `{type: "want", versions, epoch, person}` (the boards with the versions it has,
     * under which epoch, if it knows, and the id of who is signed in), which replaces what it wanted before, or `{type: "again"}`,
     * which tries at once.
     */
    join(post) {
        const member = { post, boards: [], person: null };
        this.#members.add(member);
        return { hear: (message) => this.#said(member, message), leave: () => this.#leave(member) };
    }

    #said(member, message) {
        if (message.type === "again") this.#begin(0);
        if (message.type === "want") this.#want(member, message);
    }

    #want(member, { versions, epoch, person }) {
        member.boards = Object.keys(versions).map(Number);
        member.person = person;
        let isBehind = false;
        for (const [board, version] of pairs(versions)) {
            const isAnew = this.#noteEpoch(board, epoch, 0);
            if (!isAnew && this.#complete.get(board) <= version) continue;
            if (!isAnew) this.#complete.set(board, version);
            isBehind = true;
        }
        if (this.#persons.size > 1) this.#settleReader();
        this.#fit(isBehind);
        const { isOpen, state } = this.#connection;
        if (isOpen || state === "away") this.#tellState([member]);
        if (isOpen && person && this.#isGreeted) member.post({ type: "mine", changed: everythingOwn });
    }

    #leave(member) {
        if (this.#members.delete(member)) this.#fit();
    }

    get #persons() {
        return new Set([...this.#members].map(({ person }) => person).filter(Boolean));
    }

    get #boards() {
        return boardsOf([...this.#members].map(({ boards }) => boards));
    }

    // More is asked for at once; less only after a while, for whoever leaves one page opens another.
    #fit(isBehind = false) {
        const wished = new Set([...this.#members].flatMap(({ boards }) => boards));
        for (const board of this.#complete.keys()) if (!wished.has(board)) this.#forget(board);
        const [boards, [person = null]] = [this.#boards, this.#persons];
        const { boards: before, person: personBefore } = this.#asked;
        const isMore = [...boards].some((board) => !before.has(board)) || (person && person !== personBefore);
        const isLess = [...before].some((board) => !boards.has(board)) || (personBefore && !person);
        if (boards.size === 0 && !person) return this.#rest();
        if (isBehind || isMore) this.#begin(this.#timing.gathering);
        else if (isLess) this.#timers.set("lull", this.#timing.lull, () => this.#begin(0));
    }

    #forget(board) {
        this.#complete.delete(board);
        this.#epochs.delete(board);
    }

    #rest() {
        this.#timers.stop("lull");
        this.#asked = { boards: new Set(), person: null };
        this.#connection.close();
    }

    #begin(pause) {
        this.#isGreeted = false;
        this.#connection.openIn(pause);
    }

    #address() {
        const [boards, [person = null]] = [this.#boards, this.#persons];
        this.#timers.stop("lull");
        this.#asked = { boards, person };
        this.#isGreeted = false;
        this.#lastID = "";
        return addressOf([...boards].map((board) => [board, this.#complete.get(board)]), person !== null);
    }

    #on = {
        "slots": ({ teacher_id: board, version, slots }, text) => {
            if (!this.#complete.has(board)) return;
            const id = this.#newID(board, text);
            if (id) this.#noteEpoch(board, id.epoch, version);
            if (id) this.#complete.set(board, Math.max(this.#complete.get(board), id.version));
            this.#tell(board, { type: "slots", board, version, slots, complete: this.#complete.get(board) });
        },
        "reset": ({ teacher_id: board, version }, text) => {
            if (!this.#complete.has(board)) return;
            this.#epochs.set(board, this.#newID(board, text)?.epoch ?? this.#epochs.get(board));
            this.#startOver(board, version);
        },
        "heartbeat": ({ versions, epoch, now, degraded }) => {
            const resolution = /\.\d/.test(now) ? 0 : 1000;
            noteServerTime(Date.parse(now), { resolution });
            const heard = pairs(versions).filter(([board]) => this.#complete.has(board));
            for (const [board, version] of heard) this.#noteEpoch(board, epoch, version);
            // It speaks of what was written to this stream: where that is more than what came, something was lost.
            if (heard.some(([board, version]) => version > this.#complete.get(board))) {
                return this.#connection.openSoon();
            }
            this.#connection.noteDegraded(degraded);
            if (!this.#isGreeted) this.#greet();
            for (const { post } of this.#members) {
                post({ type: "heartbeat", versions, epoch, now: Date.parse(now), resolution });
            }
        },
        "mine": ({ changed }) => this.#tellOwn(changed),
        "signed-out": () => {
            const { person: leaver } = this.#asked;
            this.#signOut(({ person }) => person === leaver);
            this.#begin(0);
        },
    };

    // Hints are not repeated: whatever changed before the stream was there has to be asked for. Streams that were cut off come back in
    // crowds, so their members spread.
    #greet() {
        this.#isGreeted = true;
        const spread = this.#connection.isComeback ? this.#timing.greeting : undefined;
        if (this.#asked.person) this.#tellOwn(everythingOwn, spread);
    }

    // Versions of two epochs are never compared: where a board's count has begun anew, so does the board. Answers whether it has.
    #noteEpoch(board, epoch, version) {
        const known = this.#epochs.get(board);
        if (!epoch || epoch === known) return false;
        this.#epochs.set(board, epoch);
        if (known) this.#startOver(board, version);
        return known !== undefined;
    }

    // An id, "epoch:teacher:version", says that nothing of this board up to its version is missing. EventSource repeats the last id
    // with events that have none.
    #newID(board, text) {
        if (text === this.#lastID) return null;
        this.#lastID = text;
        const [epoch, teacher, version] = text.split(":");
        return Number(teacher) === board ? { epoch, version: Number(version) } : null;
    }

    #startOver(board, version) {
        this.#complete.set(board, version);
        this.#tell(board, { type: "reset", board, version });
    }

    // A stream that asked for the reader's own topic may have been refused for the session's end, and EventSource tells no
    // status. So does a member who came as somebody else. The API knows; who comes while it is asked may know better.
    async #settleReader() {
        this.#timers.stop("settle");
        if (this.#persons.size === 0) return;
        const asked = new Set(this.#members);
        try {
            const reader = await this.#whoReads();
            this.#doubts = 0;
            this.#signOut((member) => asked.has(member) && member.person !== reader);
        } catch {
            const { settling: first, longestSettling: longest } = this.#timing;
            const pause = pauseBefore({ failures: this.#doubts, first, longest });
            this.#doubts += 1;
            this.#timers.set("settle", pause, () => this.#settleReader());
        }
    }

    #signOut(isOver) {
        const leavers = [...this.#members].filter((member) => member.person && isOver(member));
        for (const member of leavers) {
            member.person = null;
            member.post({ type: "signed-out" });
        }
        // A stream that waits for this answer must not be begun anew for nothing: it would ask again, and so on.
        if (leavers.length > 0) this.#fit();
    }

    #tell(board, message) {
        for (const { boards, post } of this.#members) if (boards.includes(board)) post(message);
    }

    #tellOwn(changed, spread) {
        for (const { person, post } of this.#members) if (person) post({ type: "mine", changed, spread });
    }

    #tellState(members) {
        const { state, lastGood } = this.#connection;
        const carried = this.#asked.boards;
        for (const { boards, post } of members) {
            post({ type: "state", state, lastGood, isCarried: boards.every((board) => carried.has(board)) });
        }
    }
}

function pairs(versions) {
    return Object.entries(versions).map(([board, version]) => [Number(board), version]);
}
