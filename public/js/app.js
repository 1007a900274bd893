// Every element of the site; a page upgrades those it holds.

import "/js/elements/account-links.js";
import "/js/elements/app-header.js";
import "/js/elements/initials-disc.js";
import "/js/elements/live-sign.js";
