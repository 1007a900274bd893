// The time that this browser's reader holds, as the board it stands on told it: the API's own list of holds names no teacher.
// Kept for all tabs; `held` is sent to the document when this page changes it.

const place = "slotboard:held";

/** Remembers `{slot, end, when, teacher, teacherID, path}` (end in ms by the server's clock), or forgets with null. */
export function rememberHeld(held) {
    const text = held && JSON.stringify(held);
    if (text === localStorage.getItem(place)) return;
    if (text) localStorage.setItem(place, text);
    else localStorage.removeItem(place);
    globalThis.document?.dispatchEvent(new Event("held"));
}

/** What is remembered and has not run out at `now`; null if nothing is. */
export function rememberedHeld(now) {
    const held = JSON.parse(localStorage.getItem(place) ?? "null");
    return held?.end > now ? held : null;
}
