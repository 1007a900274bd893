import "/js/elements/zone-select.js";
import { checkFields, showErrors, whileBusy } from "/js/dom/fields.js";
import { request } from "/js/lib/api.js";
import { session, signOut } from "/js/lib/session.js";
import { zoneCity } from "/js/lib/time.js";
import { profileChange } from "/js/lib/profile-change.js";

/** My profile: the account for everybody, and for a teacher what students see. */
class ProfilePage extends HTMLElement {
    connectedCallback() {
        this.form = this.querySelector("form");
        this.form.noValidate = true;
        this.notice = this.querySelector("problem-notice");
        this.part("sign-out").addEventListener("click", ({ target }) => whileBusy(target, () => this.leave()));
        this.form.addEventListener("input", () => this.say(""));
        this.form.addEventListener("submit", (event) => {
            event.preventDefault();
            if (checkFields(this.form)) whileBusy(this.form.querySelector(".primary"), () => this.save());
        });
        document.addEventListener("signed-out", () => location.reload());
        this.load();
    }

    part(name) {
        return this.querySelector(`[data-part=${name}]`);
    }

    async load() {
        try {
            const known = await session();
            if (!known) return this.showSignedOut();
            this.showPerson(known.person);
            if (!known.person.teacher_id) return;
            const { body } = await request("GET", "/profile");
            this.showTeacher(body);
        } catch (problem) {
            this.notice.show(problem, "Try again", () => this.load());
        }
    }

    showSignedOut() {
        this.part("person").hidden = true;
        this.part("signed-out").hidden = false;
    }

    showPerson({ name, email, time_zone }) {
        this.part("name").textContent = name;
        this.part("email").textContent = email;
        this.part("zone").textContent = `${zoneCity(time_zone)} (${time_zone})`;
        this.part("sign-out").hidden = false;
    }

    showTeacher(teacher) {
        this.teacher = teacher;
        const { elements } = this.form;
        for (const name of ["name", "bio"]) elements[name].value = teacher[name];
        for (const name of ["subjects", "languages"]) elements[name].value = teacher[name].join(", ");
        elements.place.value = teacher.place ?? "";
        this.querySelector("zone-select").value = teacher.time_zone;
        this.part("board").href = `/teachers/${teacher.id}`;
        this.part("teacher").hidden = false;
    }

    async save() {
        const change = profileChange(this.teacher, Object.fromEntries(new FormData(this.form)));
        if (Object.keys(change).length === 0) return this.say("Nothing has changed.");
        this.notice.clear();
        try {
            const { body } = await request("PATCH", `/teachers/${this.teacher.id}`, { body: change });
            this.showTeacher({ ...this.teacher, ...change, ...body });
            this.say("Saved. Students see it at once.");
        } catch (problem) {
            const rest = showErrors(this.form, problem.errors ?? []);
            if (rest.length > 0 || !problem.errors?.length) {
                this.notice.show(problem, "Try again", () => this.form.requestSubmit());
            }
        }
    }

    async leave() {
        try {
            await signOut();
            location.assign("/");
        } catch (problem) {
            this.notice.show(problem, "Try again", () => this.part("sign-out").click());
        }
    }

    say(words) {
        this.querySelector(".saved").textContent = words;
    }
}

customElements.define("profile-page", ProfilePage);
