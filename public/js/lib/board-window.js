// Which part of a teacher's board a page asks for. A week is the reader's; the API counts days in the teacher's zone,
// so the window has one day more on either side.

import { request } from "/js/lib/api.js";
import { now } from "/js/lib/clock.js";
import { addDays, isDate, mondayOf, plainDate } from "/js/lib/time.js";

const prefetched = 2;
const longest = 31;
const farthest = 400;
const searches = 4;

/** The board of so many weeks from `monday` on, with a day on either side. */
export async function fetchWeeks(teacher, monday, { weeks = 1, ...options } = {}) {
    return await fetchBoard(teacher, `from=${addDays(monday, -1)}&days=${7 * weeks + 2}`, options);
}

/**
 * Fetches two weeks before it is known who teaches and who reads, since nearly always they are what is shown first: from the
 * week on that an address wishes for, else this one. Answers their Mondays, as far as they are known, and a promise of the board.
 */
export function prefetchWeeks(teacher, search) {
    const today = plainDate(now());
    const wished = new URLSearchParams(search).get("week");
    const monday = isDate(wished) ? reachable(mondayOf(wished), today) : mondayOf(today);
    const board = isDate(wished)
        ? fetchWeeks(teacher, monday, { weeks: prefetched })
        : fetchBoard(teacher, `days=${7 * prefetched + 2}`); // As slotboard/http/pages.conf has it: there no date is known.
    return { mondays: [monday, addDays(monday, 7)], board };
}

async function fetchBoard(teacher, window, options) {
    const { body } = await request("GET", `/teachers/${teacher}/slots?${window}`, options);
    return body;
}

/** The Mondays of the weeks that such a board has whole. */
export function weeksIn({ from, days }) {
    return Array.from({ length: Math.floor((days - 2) / 7) }, (_, week) => addDays(from, 1 + 7 * week));
}

/** The last Monday that can be asked for. */
export function lastMonday(today) {
    return mondayOf(addDays(today, farthest - 8));
}

/** The Monday nearest to `monday` that can be asked for. */
export function reachable(monday, today) {
    const earliest = mondayOf(today);
    const latest = lastMonday(today);
    return monday < earliest ? earliest : monday > latest ? latest : monday;
}

/** The first slot from `date` on that `wanted` accepts, looking about four months ahead; null if there is none. */
export async function findSlot(teacher, date, today, wanted) {
    for (let search = 0; search < searches; search += 1) {
        const from = addDays(date, search * longest);
        if (from > addDays(today, farthest)) return null;
        const { body } = await request("GET", `/teachers/${teacher}/slots?from=${from}&days=${longest}`);
        const found = body.slots.filter(wanted).sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at))[0];
        if (found) return found;
    }
    return null;
}
