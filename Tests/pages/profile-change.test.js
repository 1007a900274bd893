import { deepEqual } from "node:assert/strict";
import { profileChange } from "/js/lib/profile-change.js";

const teacher = {
    name: "Mara Lindqvist",
    subjects: ["Mathematics", "Physics"],
    languages: ["English"],
    bio: "Two lines.\nHonest ones.",
    time_zone: "America/Vancouver",
    place: null,
};
const form = {
    ...teacher,
    subjects: "Mathematics, Physics",
    languages: "English",
    bio: "Two lines.\r\nHonest ones.",
    place: "",
};

Deno.test("a form as it was filled in by the page changes nothing", () => {
    deepEqual(profileChange(teacher, form), {});
});

Deno.test("only what differs is sent", () => {
    deepEqual(profileChange(teacher, { ...form, subjects: " Physics ,, Mathematics, Physics,", place: " Room 12 " }), {
        subjects: ["Physics", "Mathematics"],
        place: "Room 12",
    });
});

Deno.test("an emptied place is cleared", () => {
    deepEqual(profileChange({ ...teacher, place: "Room 12" }, form), { place: null });
});
