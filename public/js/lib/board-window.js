// Which part of a teacher's board a page asks for. A week is the reader's; the API counts days in the teacher's zone,
// so the window has one day more on either side.

import { request } from "/js/lib/api.js";
import { addDays, dateHere, isDate, mondayOf } from "/js/lib/time.js";

const longest = 31;
const farthest = 400;
const searches = 4;

/** Where the board of so many weeks from `monday` on is asked for, with a day on either side. */
export function weeksPath(teacher, monday, weeks) {
    return `/teachers/${teacher}/slots?from=${addDays(monday, -1)}&days=${7 * weeks + 2}`;
}

/** That board. */
export async function fetchWeeks(teacher, monday, { weeks = 1, ...options } = {}) {
    const { body } = await request("GET", weeksPath(teacher, monday, weeks), options);
    return body;
}

/** The weeks that are asked for before it is known who teaches and who reads, since nearly always they are what is shown first. */
export const foreseenWeeks = 2;

/** The Monday from which on: that of the day that an address wishes for, else of today by this browser's clock. */
export function foreseenMonday(search) {
    const wished = new URLSearchParams(search).get("week");
    return reachable(mondayOf(isDate(wished) ? wished : dateHere()), dateHere());
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
