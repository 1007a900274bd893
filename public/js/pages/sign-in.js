import "/js/app.js";
import "/js/elements/sign-in-form.js";
