import "/js/app.js";
import "/js/elements/problem-list.js";
