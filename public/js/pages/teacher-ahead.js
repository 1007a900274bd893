// Runs as soon as it is there, before the sheet and the page's own script are: has the browser fetch the times that the board asks for
// first, so that they come meanwhile. A browser that does not do so asks for them later.

import { foreseenMonday, foreseenWeeks, weeksPath } from "/js/lib/board-window.js";
import { now } from "/js/lib/clock.js";
import { browserZone, wallIn } from "/js/lib/time.js";

// The page's own script may have been quicker.
if (!customElements.get("slot-board")) {
    const teacher = Number(location.pathname.split("/")[2]);
    const path = weeksPath(teacher, foreseenMonday(location.search), foreseenWeeks);
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: `/api/v1${path}` });
    document.head.append(link);
    // A browser's first format takes a slow telephone 70 ms, and there is nothing else to do yet.
    wallIn(browserZone(), now());
}
