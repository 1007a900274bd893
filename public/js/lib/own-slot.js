// How a teacher's own slot reads: who holds it, who has booked it. `now` in milliseconds.

/** The face for the grid: `{kind, word, free, pressable}`; everything of one's own can be chosen. */
export function ownFace(slot, now) {
    const [kind, word, free] = look(slot, now);
    return { kind, word, free, pressable: kind !== "withdrawn" };
}

function look(slot, now) {
    const { capacity, bookings } = slot;
    if (slot.status === "withdrawn") return ["withdrawn", "Withdrawn", false];
    if (hasStarted(slot, now)) return ["past", bookings.length > 0 ? who(slot) : "Past", false];
    if (bookings.length === capacity) return ["yours", who(slot), false];
    const holds = liveHolds(slot, now);
    if (bookings.length + holds.length >= capacity) return ["held", `Held by ${holds[0].student.name}`, false];
    return ["open", capacity > 1 ? `${bookings.length} of ${capacity} booked` : "Open", true];
}

/** One line on a slot's state for the sheet: "Open", "Booked", "4 of 6 booked, 1 held", "Withdrawn". */
export function ownState(slot, now) {
    if (slot.status === "withdrawn") return "Withdrawn";
    const { capacity, bookings } = slot;
    const held = liveHolds(slot, now).length;
    if (capacity === 1) {
        return bookings.length > 0 ? "Booked" : held > 0 ? "Held" : hasStarted(slot, now) ? "Nobody booked it" : "Open";
    }
    return [`${bookings.length} of ${capacity} booked`, held > 0 ? `${held} held` : ""].filter(Boolean).join(", ");
}

/** The holds that have not run out. */
export function liveHolds(slot, now) {
    return slot.holds.filter(({ expires_at }) => Date.parse(expires_at) > now);
}

export function hasStarted(slot, now) {
    return Date.parse(slot.starts_at) <= now;
}

/** The next moment after `now` at which a face changes by the clock alone; Infinity when none does. */
export function nextChange(slots, now) {
    const moments = slots.flatMap((slot) =>
        [slot.starts_at, ...slot.holds.map(({ expires_at }) => expires_at)].map(Date.parse)
    );
    return Math.min(Infinity, ...moments.filter((moment) => moment > now));
}

/**
 * What becomes of the slots a page shows when the API answers `fresh`: one that is no longer listed was withdrawn,
 * and stays in its place as such, so that nothing on the page moves.
 */
export function mergeOwn(known, fresh) {
    const listed = new Set(fresh.map(({ id }) => id));
    const gone = known.filter(({ id }) => !listed.has(id)).map((slot) => ({
        ...slot,
        status: "withdrawn",
        holds: [],
        bookings: [],
    }));
    return [...fresh, ...gone];
}

function who({ capacity, bookings }) {
    return capacity === 1 ? bookings[0].student.name : `${bookings.length} of ${capacity} booked`;
}
