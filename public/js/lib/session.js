// Who reads this page.

import { request } from "/js/lib/api.js";

let known;
let isOver = false;

/** A promise of `{person, expires_at}`, or null when signed out. Asked once a page. */
export function session() {
    known ??= request("GET", "/session").then(({ body }) => body?.person ? body : null);
    known.catch(() => known = undefined);
    return known;
}

/** Ends the session; the caller decides where to go. */
export async function signOut() {
    // The stream tells of it before the answer does; whoever asked for it needs no notice.
    isOver = true;
    try {
        await request("DELETE", "/session");
    } catch (problem) {
        isOver = false;
        throw problem;
    }
    known = Promise.resolve(null);
}

/** The session is over, and not by this page: tells the document `signed-out`, once. */
export function noteSignedOut() {
    if (isOver) return;
    isOver = true;
    known = Promise.resolve(null);
    document.dispatchEvent(new Event("signed-out"));
}

/** Where to sign in so that the reader comes back to `next` (default: this page). */
export function signInURL(next = location.pathname + location.search) {
    return `/sign-in?next=${encodeURIComponent(next)}`;
}

/** Where to make an account and come back to `next` (default: this page). */
export function signUpURL(next = location.pathname + location.search) {
    return `/sign-up?next=${encodeURIComponent(next)}`;
}
