import { session, signOut, signUpURL } from "/js/lib/session.js";

/** Who is signed in, with the way out; stands in the bar on wide screens and at the page's foot on narrow ones. */
class AccountLinks extends HTMLElement {
    async connectedCallback() {
        document.addEventListener("signed-out", () => this.showSignUp());
        const known = await session().catch(() => undefined);
        if (known === undefined) return;
        if (known) this.showPerson(known.person);
        else this.showSignUp();
    }

    showPerson(person) {
        const name = link(person.name, "/profile");
        if (location.pathname === "/profile") name.setAttribute("aria-current", "page");
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = "Sign out";
        button.addEventListener("click", () => this.leave(button));
        this.replaceChildren(name, button);
    }

    // The bar's links lead to signing in.
    showSignUp() {
        const atTheDoor = ["/sign-in", "/sign-up"].includes(location.pathname);
        this.replaceChildren(...(atTheDoor ? [] : [link("Create an account", signUpURL())]));
    }

    async leave(button) {
        button.disabled = true;
        try {
            await signOut();
            location.assign("/");
        } catch {
            button.disabled = false;
            button.textContent = "Sign out did not work. Try again";
        }
    }
}

function link(text, href) {
    const a = document.createElement("a");
    a.textContent = text;
    a.href = href;
    return a;
}

customElements.define("account-links", AccountLinks);
