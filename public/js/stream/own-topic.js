// The reader's own topic, on every page of somebody who is signed in. The document is sent `mine` when the reader's holds or
// bookings have changed somewhere (a hint to ask again within `spread` ms, also after each break), and `signed-out` when the session
// is over.

import { painted } from "/js/dom/painted.js";
import { deeds } from "/js/lib/deeds.js";
import { noteSignedOut, session } from "/js/lib/session.js";
import { whoReads } from "/js/lib/who-reads.js";
import { Line } from "/js/stream/line.js";

const askAgain = 10_000;

async function begin() {
    let known;
    try {
        known = await session();
    } catch {
        return setTimeout(begin, Math.random() * askAgain);
    }
    const person = known?.person.id ?? null;
    // What the page shows comes first: a stream costs a slow telephone a moment to open.
    if (person) painted().then(() => listen(person));
    // A page that comes back from the browser's history shows what it showed then, and may have another reader by now.
    addEventListener("pageshow", async ({ persisted }) => {
        if (persisted && await whoReads().catch(() => person) !== person) location.reload();
    });
}

function listen(person) {
    const tell = (spread) => document.dispatchEvent(new CustomEvent("mine", { detail: { spread } }));
    deeds.addEventListener("message", () => tell());
    const line = new Line({
        wish: () => ({ versions: {}, person }),
        hear: ({ type, spread }) => {
            if (type === "mine") tell(spread);
            if (type === "signed-out") noteSignedOut();
        },
    });
    document.addEventListener("signed-out", () => line.close());
}

begin();
