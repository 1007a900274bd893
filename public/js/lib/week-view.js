// A week of a board as a reader sees it: which slots, under which day, with which face, and what empty days say.

import { faceOf } from "/js/lib/board-state.js";
import { dayLabel, span, weekOf } from "/js/lib/time.js";

/** The week's slots in order, as `{slot, span, face, detail}`; `detail` tells a held "Yours" from a booked one. */
export function weekEntries(slots, monday, zones, now, mine) {
    const dates = new Set(weekOf(monday));
    return [...slots]
        .map((slot) => ({ slot, span: span(slot, ...zones) }))
        .filter((entry) => dates.has(entry.span.date))
        .sort((a, b) => Date.parse(a.slot.starts_at) - Date.parse(b.slot.starts_at))
        .map((entry) => ({ ...entry, face: faceOf(entry.slot, now, mine), detail: detailOf(entry.slot, mine) }));
}

function detailOf(slot, mine) {
    if (mine.bookings.has(slot.id)) return "booked";
    return mine.holds.has(slot.id) ? "held for you" : "";
}

/** The date of the first free slot after `date`, among `slots`; null if there is none. */
export function nextOpening(slots, date, zones, now, mine) {
    const dates = [...slots].filter((slot) => faceOf(slot, now, mine).free).map((slot) => span(slot, ...zones).date);
    return dates.filter((other) => other > date).sort()[0] ?? null;
}

/** What a day without openings says; `next` is the date to offer. A week without any says it once, below its days. */
export function emptyDay({ hasTimes, isPast, weekHasOpenings, next }) {
    if (!weekHasOpenings) return { text: "", next: null };
    if (isPast) return { text: hasTimes ? "" : "Past.", next: null };
    return { text: hasTimes ? "Nothing free." : "No times.", next };
}

/** What a week without openings says: `{sentence, label, date}`, or null where there are openings. `next` undefined: still looking. */
export function emptyWeek({ openings, hasTimes, isOwn, next }) {
    if (isOwn) {
        return hasTimes ? null : { sentence: "You have no times in this week.", label: "Open times", path: "/week" };
    }
    if (openings > 0) return null;
    const sentence = "No openings this week.";
    if (next === undefined) return { sentence };
    if (next === null) {
        return { sentence: "No openings in the months to come.", label: "Find another teacher", path: "/" };
    }
    return { sentence, label: `Go to ${dayLabel(next)}`, date: next };
}

/** Why a slot that is not free cannot be chosen. */
export function whyNot({ slot, span: { time }, face }, readTime) {
    if (face.kind === "held") {
        return `${time} is held by somebody else, until ${readTime(Date.parse(slot.held_until))} at the latest.`;
    }
    return {
        taken: `${time} is taken.`,
        past: `${time} has already begun.`,
        withdrawn: `${time} was withdrawn.`,
    }[face.kind];
}
