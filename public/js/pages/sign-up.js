import "/js/app.js";
import "/js/elements/sign-up-form.js";
