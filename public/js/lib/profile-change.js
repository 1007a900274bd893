/** What a filled-in profile form changes on a teacher: only those fields, as PATCH takes them. */
export function profileChange(teacher, form) {
    const wanted = {
        name: form.name.trim(),
        subjects: words(form.subjects),
        languages: words(form.languages),
        bio: form.bio.replaceAll("\r\n", "\n").trim(),
        time_zone: form.time_zone,
        place: form.place.trim() || null,
    };
    return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => !same(value, teacher[name] ?? null)));
}

/** "Mathematics, Physics, " → ["Mathematics", "Physics"], each once. */
function words(text) {
    return [...new Set(text.split(",").map((word) => word.trim()).filter(Boolean))];
}

function same(a, b) {
    return JSON.stringify(a) === JSON.stringify(b);
}
