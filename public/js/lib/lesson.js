// What a booking says to whoever reads it: its student or its teacher.

import { icsOf } from "/js/lib/calendar.js";

/** The other side of a booking as `{name, number}`, the teacher's id where there is a board to visit. */
export function counterpart(booking, person) {
    const isStudent = booking.student.id === person.id;
    return isStudent
        ? { name: booking.teacher.name, number: booking.teacher.id, teacher: booking.teacher.id }
        : { name: booking.student.name, number: booking.student.id };
}

/** "You cancelled this lesson." or "Mara Lindqvist cancelled this lesson: …"; "" while it is booked. */
export function cancellationWords(booking, person) {
    if (booking.status !== "cancelled") return "";
    const byStudent = booking.cancelled_by === booking.student.id;
    const who = booking.cancelled_by === person.id ? "You" : (byStudent ? booking.student.name : booking.teacher.name);
    return booking.reason ? `${who} cancelled this lesson: “${booking.reason}”` : `${who} cancelled this lesson.`;
}

/** A place as `{text, link}`: only https addresses become links. */
export function placeOf(place) {
    if (!place) return { text: "No place is given yet." };
    if (!/^https:\/\//i.test(place) || !URL.canParse(place)) return { text: place };
    return { text: place.replace(/^https:\/\//i, "").replace(/\/$/, ""), link: place };
}

/** The .ics text of a booking, named after the other side. */
export function calendarEntry(booking, person) {
    return icsOf({ ...booking, teacher: { ...booking.teacher, name: counterpart(booking, person).name } });
}
