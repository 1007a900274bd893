// A form's fields and what is wrong with them. Each field is `.field > label + .input + p.wrong`; the words stand in the page.

/** Puts the fields' own complaints (`data-wrong`) under them; true when there is none. */
export function checkFields(form) {
    clearErrors(form);
    const wrong = [...form.elements].filter((field) => field.willValidate && !field.validity.valid);
    for (const field of wrong) complain(field, field.dataset.wrong ?? field.validationMessage);
    wrong[0]?.focus();
    return wrong.length === 0;
}

/** Puts a Problem's errors under the fields they name; the errors that name no field here are the answer. */
export function showErrors(form, errors) {
    clearErrors(form);
    const named = errors.filter(({ field }) => form.elements.namedItem(nameOf(field)));
    for (const { field, detail } of named) complain(form.elements.namedItem(nameOf(field)), detail);
    if (named.length > 0) form.elements.namedItem(nameOf(named[0].field)).focus();
    return errors.filter((error) => !named.includes(error));
}

export function clearErrors(form) {
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const words of form.querySelectorAll(".wrong")) words.textContent = "";
}

/** Runs `work` while its button is busy: a second press meanwhile does nothing. */
export async function whileBusy(button, work) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
        await work();
    } finally {
        button.removeAttribute("aria-busy");
    }
}

// "subjects[0]" is about the field "subjects".
function nameOf(field) {
    return field.replace(/[[.].*$/, "");
}

function complain(field, words) {
    field.setAttribute("aria-invalid", "true");
    const place = field.closest(".field")?.querySelector(".wrong");
    if (!place) return;
    place.textContent = words;
    place.id ||= `${field.id}-wrong`;
    field.setAttribute(
        "aria-describedby",
        [...new Set([...(field.getAttribute("aria-describedby") ?? "").split(" "), place.id])].join(" ").trim(),
    );
}
