// What "every Tuesday from 15:00 to 18:00" comes to. Wall times of the teacher's zone only: the server knows the zone.

import { addDays, dayLabel, isDate } from "/js/lib/time.js";

/** The most times one request may publish. */
export const mostTimes = 2000;

const midnight = 24 * 60;

/** The times of a plan in order. `weekdays` are 1 (Monday) … 7, `start` a date, `from` and `to` wall times; a lesson ends by `to`. */
export function planTimes({ weekdays, start, weeks, from, to, minutes, pause = 0, capacity = 1 }) {
    const starts = dayStarts(minuteOf(from), minuteOf(to) || midnight, minutes, pause);
    return dates(start, weeks * 7)
        .filter((date) => weekdays.includes(isoWeekday(date)))
        .flatMap((date) => starts.map((minute) => ({ date, time: clock(minute), minutes, capacity })));
}

/** The times that a refusal (409 overlap, 422 no-such-time) names: `[{ index, time, detail }]`. */
export function refusedTimes(errors = [], times) {
    return errors.flatMap(({ field, detail }) => {
        const index = Number(/^slots\[(\d+)\]/.exec(field)?.[1] ?? -1);
        const time = times[index];
        return time ? [{ index, time, detail: detail.replace(`${time.date} ${time.time}: `, "") }] : [];
    });
}

/** "24 times, Mon 23 Nov – Sat 12 Dec"; "1 time, Mon 23 Nov". */
export function planWords(times) {
    const [first, last] = [times[0].date, times.at(-1).date];
    const days = first === last ? dayLabel(first) : `${dayLabel(first)} – ${dayLabel(last)}`;
    return `${countOf(times)}, ${days}`;
}

/** "1 time", "24 times" */
export function countOf(times) {
    return times.length === 1 ? "1 time" : `${times.length.toLocaleString("en")} times`;
}

function dayStarts(from, to, minutes, pause) {
    const starts = [];
    if (!(minutes > 0 && pause >= 0)) return starts;
    for (let minute = from; minute + minutes <= to; minute += minutes + pause) starts.push(minute);
    return starts;
}

function dates(start, count) {
    return isDate(start) ? Array.from({ length: count }, (_, day) => addDays(start, day)) : [];
}

/** 1 (Monday) … 7 (Sunday) */
function isoWeekday(date) {
    return new Date(`${date}T00:00Z`).getUTCDay() || 7;
}

function minuteOf(time) {
    const [hours, minutes] = time.split(":").map(Number);
    return hours * 60 + minutes;
}

function clock(minute) {
    return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
