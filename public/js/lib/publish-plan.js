/** What "every Tuesday from 15:00 to 18:00" comes to. Wall times of the teacher's zone only: the server knows the zone. */

/** The most times one request may publish. */
export const mostTimes = 2000;

const midnight = 24 * 60;

/** The times of a plan in order. `weekdays` are 1 (Monday) … 7, `start` a date, `from` and `to` wall times; a lesson ends by `to`. */
export function planTimes({ weekdays, start, weeks, from, to, minutes, pause = 0, capacity = 1 }) {
  const starts = dayStarts(minuteOf(from), minuteOf(to) || midnight, minutes, pause);
  return dates(start, weeks * 7)
    .filter((date) => weekdays.includes(weekday(date)))
    .flatMap((date) => starts.map((minute) => ({ date, time: clock(minute), minutes, capacity })));
}

/** The times that a refusal (409 overlap, 422 no-such-time) names: `[{ index, time, detail }]`. */
export function refusedTimes(errors = [], times) {
  return errors.flatMap(({ field, detail }) => {
    const index = Number(/^slots\[(\d+)\]/.exec(field)?.[1] ?? -1);
    return times[index] ? [{ index, time: times[index], detail }] : [];
  });
}

/** The weekday of a date, 1 (Monday) … 7 (Sunday). */
export function weekday(date) {
  return new Date(`${date}T00:00Z`).getUTCDay() || 7;
}

function dayStarts(from, to, minutes, pause) {
  const starts = [];
  if (!(minutes > 0 && pause >= 0)) return starts;
  for (let minute = from; minute + minutes <= to; minute += minutes + pause) starts.push(minute);
  return starts;
}

function dates(start, count) {
  const first = Date.parse(`${start}T00:00Z`);
  if (Number.isNaN(first)) return [];
  return Array.from({ length: count }, (_, day) => new Date(first + day * 86_400_000).toISOString().slice(0, 10));
}

function minuteOf(time) {
  const [hours, minutes] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

function clock(minute) {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
