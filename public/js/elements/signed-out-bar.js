import { signInURL } from "/js/lib/session.js";

/** Says on a page that everybody may see that the reader's session is over, with the way back in. */
class SignedOutBar extends HTMLElement {
    connectedCallback() {
        document.addEventListener("signed-out", () => this.#show());
    }

    #show() {
        const words = document.createElement("span");
        words.textContent = "You were signed out.";
        const link = Object.assign(document.createElement("a"), { textContent: "Sign in again", href: signInURL() });
        const line = document.createElement("p");
        line.append(words, link);
        this.hidden = false;
        this.replaceChildren(line);
    }
}

customElements.define("signed-out-bar", SignedOutBar);
