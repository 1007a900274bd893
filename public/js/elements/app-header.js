import { session, signInURL } from "/js/lib/session.js";

const memory = "slotboard:links";
const sets = {
    visitor: [["Teachers", "/"], ["Sign in", "/sign-in"]],
    student: [["Teachers", "/"], ["My lessons", "/lessons"]],
    teacher: [["Teachers", "/"], ["My week", "/week"]],
    both: [["Teachers", "/"], ["My lessons", "/lessons"], ["My week", "/week"]],
};

/** The bar: fits its links to who reads. The last known set is shown at once, so that nothing jumps from page to page. */
class AppHeader extends HTMLElement {
    async connectedCallback() {
        this.show(sessionStorage.getItem(memory));
        const known = await session().catch(() => undefined);
        if (known === undefined) return;
        this.learn(kindOf(known?.person));
        document.addEventListener("signed-out", () => this.learn("visitor"));
    }

    learn(kind) {
        sessionStorage.setItem(memory, kind);
        this.show(kind);
    }

    show(kind) {
        const list = this.querySelector(".bar-links");
        if (!list || !sets[kind] || list.dataset.kind === kind) return;
        list.dataset.kind = kind;
        const section = document.body.dataset.section ?? location.pathname;
        list.replaceChildren(...sets[kind].map(([text, path]) => {
            const a = document.createElement("a");
            a.textContent = text;
            a.href = path === "/sign-in" && location.pathname !== path ? signInURL() : path;
            if (path === section) a.setAttribute("aria-current", path === location.pathname ? "page" : "true");
            return a;
        }));
    }
}

function kindOf(person) {
    if (!person) return "visitor";
    if (!person.teacher_id) return "student";
    return person.roles.includes("student") ? "both" : "teacher";
}

customElements.define("app-header", AppHeader);
