import { checkFields, showErrors, whileBusy } from "/js/dom/fields.js";
import { nextPath } from "/js/lib/next-path.js";
import { session } from "/js/lib/session.js";

/** What signing in and signing up share: a form, a way back to `?next=`, and a way to the other page that keeps it. */
export class Entrance extends HTMLElement {
    connectedCallback() {
        this.form = this.querySelector("form");
        this.form.noValidate = true;
        this.notice = this.querySelector("problem-notice");
        this.next = nextPath(location.search);
        if (this.next !== "/") this.rememberNext();
        this.form.addEventListener("submit", (event) => {
            event.preventDefault();
            if (checkFields(this.form)) whileBusy(this.form.querySelector("button"), () => this.submit());
        });
        this.greetWhoIsIn();
    }

    rememberNext() {
        const other = this.querySelector("[data-part=other]");
        other.search = new URLSearchParams({ next: this.next });
        this.querySelector("[data-part=why]").hidden = false;
    }

    async greetWhoIsIn() {
        const known = await session().catch(() => null);
        if (known) this.notice.tell(`You are signed in as ${known.person.name}.`, "Go on", this.next);
    }

    async submit() {
        this.notice.clear();
        try {
            await this.enter(Object.fromEntries(new FormData(this.form)));
            location.assign(this.next);
        } catch (problem) {
            this.refuse(problem);
        }
    }

    /** Signs in with the form's values, as a promise; throws what the API refuses. */
    enter() {
        throw new TypeError("an entrance says how to enter");
    }

    refuse(problem) {
        const rest = showErrors(this.form, problem.errors ?? []);
        if (rest.length === 0 && problem.errors?.length > 0) return;
        this.notice.show(problem, "Try again", () => this.form.requestSubmit());
    }
}
