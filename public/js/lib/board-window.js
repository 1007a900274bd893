// Which part of a teacher's board a page asks for. A week is the reader's; the API counts days in the teacher's zone,
// so the window has one day more on either side.

import { request } from "/js/lib/api.js";
import { addDays, mondayOf } from "/js/lib/time.js";

const longest = 31;
const farthest = 400;
const searches = 4;

/** The board of the week that begins on `monday`, or of so many weeks from it on, with a day on either side. */
export async function fetchWeeks(teacher, monday, { weeks = 1, ...options } = {}) {
    const window = `from=${addDays(monday, -1)}&days=${7 * weeks + 2}`;
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
