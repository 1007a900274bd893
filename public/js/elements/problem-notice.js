import { sentenceOf } from "/js/lib/sentences.js";

/** An error where it happened: one sentence and one button. Empty until `show`; said aloud when it appears. */
class ProblemNotice extends HTMLElement {
    connectedCallback() {
        this.setAttribute("role", "alert");
    }

    /** Shows what a problem says; `action` is done when its button is pressed, and the notice goes. */
    show(problem, label, action) {
        this.say(sentenceOf(problem), label, action);
    }

    /** Shows a sentence with a button; a string for `action` is the address of a link. */
    say(sentence, label, action) {
        this.#put("notice error", sentence, label, action);
    }

    /** The same where nothing is wrong. */
    tell(sentence, label, action) {
        this.#put("notice", sentence, label, action);
    }

    #put(kind, sentence, label, action) {
        const box = document.createElement("div");
        box.className = kind;
        const words = document.createElement("p");
        words.textContent = sentence;
        box.append(words, typeof action === "string" ? link(label, action) : this.button(label, action));
        this.replaceChildren(box);
    }

    /** Takes the notice away; a focus in it goes to what it was about. */
    clear() {
        const hadFocus = this.contains(document.activeElement);
        this.replaceChildren();
        if (hadFocus) this.subject.focus();
    }

    get subject() {
        const around = this.closest("form")?.querySelector("button:not([type])") ?? this.closest("[role=dialog]");
        return around ?? Object.assign(document.querySelector("h1"), { tabIndex: -1 });
    }

    button(label, action) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button compact";
        button.textContent = label;
        button.addEventListener("click", () => {
            this.clear();
            action();
        });
        return button;
    }
}

function link(label, href) {
    const a = document.createElement("a");
    a.className = "button compact";
    a.href = href;
    a.textContent = label;
    return a;
}

customElements.define("problem-notice", ProblemNotice);
