// A booking as an iCalendar file (RFC 5545): instants in UTC, so that no reader needs our zone data.

/** The text of an .ics file for one booking. */
export function icsOf(booking, site = globalThis.location?.host ?? "slotboard") {
    const { slot, teacher } = booking;
    return [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Slotboard//EN",
        "BEGIN:VEVENT",
        `UID:booking-${booking.id}@${site}`,
        `DTSTAMP:${stamp(booking.created_at)}`,
        `DTSTART:${stamp(slot.starts_at)}`,
        `DTEND:${stamp(slot.ends_at)}`,
        `SUMMARY:${escape(`Lesson with ${teacher.name}`)}`,
        ...booking.place ? [`LOCATION:${escape(booking.place)}`] : [],
        ...booking.note ? [`DESCRIPTION:${escape(booking.note)}`] : [],
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ].map(fold).join("\r\n");
}

/** The file's name: "lesson-2026-11-24.ics". */
export function icsName({ slot }) {
    return `lesson-${slot.local_start.slice(0, 10)}.ics`;
}

function stamp(instant) {
    return new Date(instant).toISOString().replace(/[-:]|\.\d+/g, "");
}

function escape(text) {
    return text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");
}

// Lines hold at most 75 bytes; a character is never cut in two.
function fold(line) {
    const encoder = new TextEncoder();
    let folded = "";
    let room = 75;
    for (const character of line) {
        const size = encoder.encode(character).length;
        if (size > room) {
            folded += "\r\n ";
            room = 74;
        }
        folded += character;
        room -= size;
    }
    return folded;
}
