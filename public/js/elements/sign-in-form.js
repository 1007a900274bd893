import { Entrance } from "/js/dom/entrance.js";
import { request } from "/js/lib/api.js";

class SignInForm extends Entrance {
    async enter({ email, password }) {
        await request("POST", "/session", { body: { email: email.trim(), password } });
    }

    refuse(problem) {
        if (problem.status !== 401) return super.refuse(problem);
        const { password } = this.form.elements;
        this.notice.say(
            "This email and password do not belong together.",
            "Write the password again",
            () => password.focus(),
        );
        password.select();
        password.focus();
    }
}

customElements.define("sign-in-form", SignInForm);
