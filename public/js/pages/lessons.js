import "/js/app.js";
import "/js/elements/lesson-lists.js";
