import "/js/elements/zone-select.js";
import { Entrance } from "/js/dom/entrance.js";
import { request } from "/js/lib/api.js";

class SignUpForm extends Entrance {
    async enter({ name, email, password, time_zone }) {
        await request("POST", "/accounts", { body: { name: name.trim(), email: email.trim(), password, time_zone } });
    }

    refuse(problem) {
        if (problem.status !== 409) return super.refuse(problem);
        this.notice.say("This email has an account already.", "Sign in", this.querySelector("[data-part=other]").href);
        this.form.elements.email.focus();
    }
}

customElements.define("sign-up-form", SignUpForm);
