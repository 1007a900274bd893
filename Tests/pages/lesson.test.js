import { deepEqual, equal, match } from "node:assert/strict";
import { calendarEntry, cancellationWords, counterpart, placeOf } from "/js/lib/lesson.js";

const slot = { starts_at: "2026-11-24T15:00:00Z", ends_at: "2026-11-24T16:00:00Z", local_start: "2026-11-24T16:00" };
const booking = {
    id: 5,
    slot,
    teacher: { id: 7, name: "Mara Lindqvist" },
    student: { id: 3, name: "Ada Novak" },
    status: "booked",
    place: "Room 12",
    note: null,
    created_at: "2026-11-20T10:00:00Z",
    cancelled_by: null,
    reason: null,
};
const [student, teacher] = [{ id: 3 }, { id: 90 }];
const cancelled = { ...booking, status: "cancelled" };

Deno.test("a student reads the teacher's name with their board, a teacher the student's", () => {
    deepEqual(counterpart(booking, student), { name: "Mara Lindqvist", number: 7, teacher: 7 });
    deepEqual(counterpart(booking, teacher), { name: "Ada Novak", number: 3 });
});

Deno.test("a cancelled lesson says who and why, to either side", () => {
    const byTeacher = { ...cancelled, cancelled_by: 90, reason: "I am ill." };
    const byStudent = { ...cancelled, cancelled_by: 3 };
    equal(cancellationWords(byTeacher, student), "Mara Lindqvist cancelled this lesson: “I am ill.”");
    equal(cancellationWords(byTeacher, teacher), "You cancelled this lesson: “I am ill.”");
    equal(cancellationWords(byStudent, student), "You cancelled this lesson.");
    equal(cancellationWords(byStudent, teacher), "Ada Novak cancelled this lesson.");
    equal(cancellationWords(booking, student), "");
});

Deno.test("only an https address becomes a link", () => {
    deepEqual(placeOf("https://meet.example/mara/"), { text: "meet.example/mara", link: "https://meet.example/mara/" });
    for (const place of ["Room 12", "http://meet.example", "javascript:alert(1)", "https://"]) {
        deepEqual(placeOf(place), { text: place });
    }
    deepEqual(placeOf(null), { text: "No place is given yet." });
});

Deno.test("a teacher's calendar names the student", () => {
    match(calendarEntry(booking, student), /SUMMARY:Lesson with Mara Lindqvist/);
    match(calendarEntry(booking, teacher), /SUMMARY:Lesson with Ada Novak/);
});
