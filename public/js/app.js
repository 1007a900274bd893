// Every element of the site; a page upgrades those it holds.

import "/js/elements/account-links.js";
import "/js/elements/app-header.js";
import "/js/elements/held-elsewhere.js";
import "/js/elements/initials-disc.js";
import "/js/elements/lesson-entry.js";
import "/js/elements/lesson-lists.js";
import "/js/elements/live-sign.js";
import "/js/elements/problem-list.js";
import "/js/elements/problem-notice.js";
import "/js/elements/profile-page.js";
import "/js/elements/sign-in-form.js";
import "/js/elements/sign-up-form.js";
import "/js/elements/slot-board.js";
import "/js/elements/teacher-directory.js";
import "/js/elements/teacher-week.js";
import "/js/elements/zone-select.js";
