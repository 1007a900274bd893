// Who reads this page.

import { request } from "/js/lib/api.js";
import { whoReads } from "/js/lib/who-reads.js";

let known;
let isLeaving = false;
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
    isLeaving = true;
    try {
        await request("DELETE", "/session");
    } catch (problem) {
        // The answer may be all that was lost.
        const reader = await whoReads().catch(() => undefined);
        isLeaving = isOver || reader === null;
        if (!isLeaving) throw problem;
    }
    end();
    // This page still shows what was the reader's, and the browser may keep it as it is for whoever goes back.
    globalThis.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
}

/** The session is over: tells the document `signed-out`, once, where it was not this page that ended it. */
export function noteSignedOut() {
    if (isOver) return;
    end();
    if (!isLeaving) document.dispatchEvent(new Event("signed-out"));
}

function end() {
    isOver = true;
    known = Promise.resolve(null);
}

/** Where to sign in so that the reader comes back to `next` (default: this page). */
export function signInURL(next = location.pathname + location.search) {
    return `/sign-in?next=${encodeURIComponent(next)}`;
}

/** Where to make an account and come back to `next` (default: this page). */
export function signUpURL(next = location.pathname + location.search) {
    return `/sign-up?next=${encodeURIComponent(next)}`;
}
