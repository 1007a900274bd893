// A teacher's board as this page knows it: of each slot the state with the highest version, whatever the order in which
// snapshots and events arrive. A slot that a snapshot no longer has is kept as withdrawn, so that nothing on the page moves.

import { addDays } from "/js/lib/time.js";

export class BoardState {
    slots = new Map();
    version = 0;
    /** The version from which on every change has to be heard: that of the oldest snapshot. */
    since = Infinity;
    #sinceReset = null;
    #atLeast = 0;

    /** Takes an event's slots; answers those that changed. */
    merge(version, slots) {
        this.#sinceReset?.push(...slots);
        this.version = Math.max(this.version, version);
        return slots.filter((slot) => this.#take(slot));
    }

    /** What came before no longer counts: the next snapshot of at least `version` starts afresh, with the events that come meanwhile. */
    reset(version) {
        this.#sinceReset = [];
        this.#atLeast = version;
    }

    /** Takes `{version, from, days, slots}` of the API; answers the slots that changed. */
    snapshot({ version, from, days, slots }) {
        if (this.#sinceReset) return version < this.#atLeast ? [] : this.#startOver(version, slots);
        this.version = Math.max(this.version, version);
        this.since = Math.min(this.since, version);
        const listed = new Set(slots.map(({ id }) => id));
        const gone = [...this.slots.values()].filter((slot) =>
            slot.version <= version && slot.status !== "withdrawn" && !listed.has(slot.id) && isWithin(slot, from, days)
        );
        const withdrawn = gone.map((slot) => ({ ...slot, status: "withdrawn", version }));
        return [...slots, ...withdrawn].filter((slot) => this.#take(slot));
    }

    #startOver(version, slots) {
        const before = this.slots;
        const later = this.#sinceReset;
        this.#sinceReset = null;
        this.slots = new Map();
        this.version = version;
        this.since = this.#atLeast;
        for (const slot of [...slots, ...later]) this.#take(slot);
        for (const slot of before.values()) {
            if (!this.slots.has(slot.id)) this.slots.set(slot.id, { ...slot, status: "withdrawn", version: 0 });
        }
        return [...this.slots.values()];
    }

    #take(slot) {
        const known = this.slots.get(slot.id);
        if (known && known.version >= slot.version) return false;
        this.slots.set(slot.id, slot);
        return true;
    }
}

function isWithin(slot, from, days) {
    const date = slot.local_start.slice(0, 10);
    return date >= from && date < addDays(from, days);
}

/**
 * What a slot looks like to this reader at `now` (milliseconds): `{kind, word, free}`, kind being
 * open | held | taken | yours | past | withdrawn. `mine` has `holds` (slot id → end in ms), `bookings` (slot id → booking) and
 * `freed` (slot id → version at which this reader gave it back, until the board has caught up).
 */
export function faceOf(slot, now, mine) {
    if (mine.bookings.has(slot.id) || mine.holds.get(slot.id) > now) {
        return { kind: "yours", word: "Yours", free: false };
    }
    if (slot.status === "withdrawn") return { kind: "withdrawn", word: "Withdrawn", free: false };
    if (Date.parse(slot.starts_at) <= now) return { kind: "past", word: "Past", free: false };
    const left = seatsLeft(slot, now, mine);
    if (left > 0) {
        return { kind: "open", word: slot.capacity > 1 ? `${left} of ${slot.capacity} left` : "Open", free: true };
    }
    return slot.held_until
        ? { kind: "held", word: "Held", free: false }
        : { kind: "taken", word: "Taken", free: false };
}

// `held_until` is the earliest end among the holds: once it has passed, at least that seat is free again.
function seatsLeft(slot, now, mine) {
    const lapsed = slot.held_until && Date.parse(slot.held_until) <= now ? 1 : 0;
    const freed = mine.freed.has(slot.id) && mine.freed.get(slot.id) === slot.version ? 1 : 0;
    return Math.max(slot.seats_left, lapsed, Math.min(slot.seats_left + freed, slot.capacity));
}

/** The next moment after `now` at which a face changes by the clock alone; Infinity when none does. */
export function nextTurn(slots, now, mine) {
    let next = Infinity;
    for (const slot of slots) {
        for (const moment of [Date.parse(slot.starts_at), Date.parse(slot.held_until ?? ""), mine.holds.get(slot.id)]) {
            if (moment > now && moment < next) next = moment;
        }
    }
    return next;
}

/** The `count` free slots nearest in time to `slot`, soonest first. */
export function nearestFree(slots, slot, now, mine, count = 3) {
    const distance = (other) => Math.abs(Date.parse(other.starts_at) - Date.parse(slot.starts_at));
    return [...slots]
        .filter((other) => other.id !== slot.id && faceOf(other, now, mine).free)
        .sort((a, b) => distance(a) - distance(b) || a.id - b.id)
        .slice(0, count)
        .sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
}
