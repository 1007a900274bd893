// What every page has; js/pages has the script of each page, which adds the elements of its own.

import "/js/elements/account-links.js";
import "/js/elements/app-header.js";
import "/js/elements/held-elsewhere.js";
import "/js/elements/initials-disc.js";
import "/js/elements/live-sign.js";
import "/js/elements/problem-notice.js";
import "/js/elements/signed-out-bar.js";
import "/js/stream/own-topic.js";
