import "/js/app.js";
import "/js/elements/profile-page.js";
