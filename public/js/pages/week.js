import "/js/app.js";
import "/js/elements/teacher-week.js";
