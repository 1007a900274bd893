// Days and wall times as text. Plain dates ("2026-11-24") are counted in UTC, where every day has 24 hours;
// the teacher's wall time is printed as the API sent it, and the browser is asked about the reader's own zone only.

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const citiesToday = {
    Calcutta: "Kolkata",
    Godthab: "Nuuk",
    Katmandu: "Kathmandu",
    Kiev: "Kyiv",
    Rangoon: "Yangon",
    Saigon: "Ho Chi Minh",
    "Sao Paulo": "São Paulo",
};
const day = 86_400_000;
const quarter = 900_000;
const formats = new Map();

const utc = (date) => Date.parse(`${date}T00:00:00Z`);

/** The date in UTC at an instant (milliseconds). */
export function plainDate(milliseconds) {
    return new Date(milliseconds).toISOString().slice(0, 10);
}

/** The date `count` days after `date`. */
export function addDays(date, count) {
    return plainDate(utc(date) + count * day);
}

/** Whole days from `a` to `b`. */
export function daysBetween(a, b) {
    return Math.round((utc(b) - utc(a)) / day);
}

/** The Monday on or before `date`. */
export function mondayOf(date) {
    return addDays(date, -((new Date(utc(date)).getUTCDay() + 6) % 7));
}

/** The seven dates of the week that begins on `monday`. */
export function weekOf(monday) {
    return Array.from({ length: 7 }, (_, index) => addDays(monday, index));
}

/** Whether `text` is a date that exists, written as 2026-11-24. */
export function isDate(text) {
    return /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(utc(text)) && plainDate(utc(text)) === text;
}

/** "Tue" */
export function weekday(date) {
    return weekdays[new Date(utc(date)).getUTCDay()];
}

/** "Tue 24 Nov" */
export function dayLabel(date) {
    return `${weekday(date)} ${dayOfMonth(date)} ${monthName(date).slice(0, 3)}`;
}

/** "23 – 29 November", "30 Nov – 6 Dec"; with the year where it is not that of `today`. */
export function weekTitle(monday, today) {
    const sunday = addDays(monday, 6);
    const year = sunday.slice(0, 4) === today.slice(0, 4) ? "" : ` ${sunday.slice(0, 4)}`;
    if (monthName(monday) === monthName(sunday)) {
        return `${dayOfMonth(monday)} – ${dayOfMonth(sunday)} ${monthName(monday)}${year}`;
    }
    return `${dayOfMonth(monday)} ${monthName(monday).slice(0, 3)} – ${dayOfMonth(sunday)} ${
        monthName(sunday).slice(0, 3)
    }${year}`;
}

/** "Morning" before 12:00, "Afternoon" before 17:00, else "Evening". */
export function partOfDay(time) {
    if (time < "12:00") return "Morning";
    return time < "17:00" ? "Afternoon" : "Evening";
}

/** The teacher's wall time of a slot's start, as the API sent it: "16:00". */
export function wallTime(slot) {
    return slot.local_start.slice(11, 16);
}

/** A slot's length in minutes. */
export function minutesOf(slot) {
    return Math.round((Date.parse(slot.ends_at) - Date.parse(slot.starts_at)) / 60_000);
}

/** Start and end as a reader in `readerZone` reads them: `{date, time, endDate, endTime}`; without zones, as the teacher does. */
export function span(slot, readerZone, teacherZone) {
    if (!readerZone || readerZone === teacherZone) {
        const end = new Date(Date.parse(`${slot.local_start.slice(0, 16)}Z`) + minutesOf(slot) * 60_000).toISOString();
        return {
            date: slot.local_start.slice(0, 10),
            time: wallTime(slot),
            endDate: end.slice(0, 10),
            endTime: end.slice(11, 16),
        };
    }
    const [start, end] = [slot.starts_at, slot.ends_at].map((instant) => wallIn(readerZone, Date.parse(instant)));
    return { date: start.date, time: start.time, endDate: end.date, endTime: end.time };
}

/** "Tue 24 Nov, 16:00 – 17:00" */
export function slotRange(slot, readerZone, teacherZone) {
    const { date, time, endTime } = span(slot, readerZone, teacherZone);
    return `${dayLabel(date)}, ${time} – ${endTime}`;
}

/** The teacher's time where it differs from the reader's: "07:00 in Vancouver", "Mon 23 Nov, 23:00 in Vancouver"; else "". */
export function secondZone(slot, readerZone, teacherZone) {
    const mine = span(slot, readerZone, teacherZone);
    const theirs = span(slot);
    if (mine.date === theirs.date && mine.time === theirs.time) return "";
    const otherDay = mine.date === theirs.date ? "" : `${dayLabel(theirs.date)}, `;
    return `${otherDay}${theirs.time} in ${zoneCity(teacherZone)}`;
}

/** How far the teacher's clock is from the reader's at that slot: "9 h behind", "5 h 30 min ahead", or "". */
export function zoneDistance(slot, readerZone, teacherZone) {
    const mine = span(slot, readerZone, teacherZone);
    const theirs = span(slot);
    const minutes = daysBetween(mine.date, theirs.date) * 1440 + minuteOfDay(theirs.time) - minuteOfDay(mine.time);
    if (minutes === 0) return "";
    const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
    const length = [hours && `${hours} h`, rest && `${rest} min`].filter(Boolean).join(" ");
    return `${length} ${minutes < 0 ? "behind" : "ahead"}`;
}

/** "America/Argentina/Buenos_Aires" → "Buenos Aires"; browsers still give some cities by names they no longer bear. */
export function zoneCity(zone) {
    const city = zone.split("/").pop().replaceAll("_", " ");
    return citiesToday[city] ?? city;
}

/** The zone this browser is set to. */
export function browserZone() {
    return globalThis.Temporal?.Now.timeZoneId() ?? (new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
}

/** The zone to show times in: the account's where this browser knows it, else the browser's. */
export function readerZone(person) {
    try {
        if (person?.time_zone) return wallIn(person.time_zone, 0) && person.time_zone;
    } catch {
        // An account's zone may be newer than this browser.
    }
    return browserZone();
}

/** `{date, time}` of an instant (milliseconds) in the reader's zone. Of a browser without Temporal its first format is asked, which takes
 * a slow telephone 150 ms to make. */
export function wallIn(zone, milliseconds) {
    if (globalThis.Temporal) {
        const wall = Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(zone).toString();
        return { date: wall.slice(0, 10), time: wall.slice(11, 16) };
    }
    const parts = Object.fromEntries(
        formatIn(zone).formatToParts(milliseconds).map(({ type, value }) => [type, value]),
    );
    return { date: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
}

/** The full quarter of an hour after an instant (milliseconds): no zone's day begins at another moment. */
export function nextQuarter(milliseconds) {
    return (Math.floor(milliseconds / quarter) + 1) * quarter;
}

/** Whole seconds left as "4:32"; never below "0:00". */
export function countdown(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function formatIn(zone) {
    if (!formats.has(zone)) {
        formats.set(
            zone,
            new Intl.DateTimeFormat("en-CA", {
                timeZone: zone,
                hourCycle: "h23",
                year: "numeric",
                month: "2-digit",
                day: "2-digit",
                hour: "2-digit",
                minute: "2-digit",
            }),
        );
    }
    return formats.get(zone);
}

function minuteOfDay(time) {
    return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function dayOfMonth(date) {
    return Number(date.slice(8, 10));
}

function monthName(date) {
    return months[Number(date.slice(5, 7)) - 1];
}
