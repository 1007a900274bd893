// The reader's own topic, on every page of somebody who is signed in. The document is sent `mine` when the reader's holds or
// bookings have changed somewhere (a hint to ask again, also after each break), and `signed-out` when the session is over.

import { noteSignedOut, session } from "/js/lib/session.js";
import { Line } from "/js/stream/line.js";
import { whoReads } from "/js/stream/who-reads.js";

const askAgain = 10_000;

async function begin() {
    let known;
    try {
        known = await session();
    } catch {
        return setTimeout(begin, Math.random() * askAgain);
    }
    if (known) listen(known.person.id);
}

function listen(person) {
    const tell = () => document.dispatchEvent(new Event("mine"));
    // Other tabs tell of their own deeds at once, also while the stream is away.
    new BroadcastChannel("slotboard:mine").addEventListener("message", tell);
    const line = new Line({
        wish: () => ({ versions: {}, person }),
        hear: ({ type }) => {
            if (type === "mine") tell();
            if (type === "signed-out") noteSignedOut();
        },
    });
    document.addEventListener("signed-out", () => line.close());
    // A page that comes back from the browser's history may have another reader by now.
    addEventListener("pageshow", async ({ persisted }) => {
        if (persisted && await whoReads().catch(() => person) !== person) noteSignedOut();
    });
}

begin();
