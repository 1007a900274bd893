import "/js/app.js";
import "/js/elements/teacher-directory.js";
