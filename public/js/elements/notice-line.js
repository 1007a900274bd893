/** One sentence and at most one button or link, where something happened. Empty, it takes no room. */
class NoticeLine extends HTMLElement {
    connectedCallback() {
        this.hidden = !this.firstChild;
    }

    /** `action` is a function or a path; `error` paints it red. No sentence: nothing is shown. */
    say(sentence, { label, action, error = false } = {}) {
        const key = `${sentence}|${label}|${error}`;
        if (this.said === key && typeof action !== "function") return;
        this.said = key;
        this.hidden = !sentence;
        this.toggleAttribute("role", false);
        if (error) this.setAttribute("role", "alert");
        this.className = error ? "notice error" : "notice";
        if (!sentence) return this.replaceChildren();
        const text = document.createElement("p");
        text.textContent = sentence;
        this.replaceChildren(text, ...label ? [step(label, action)] : []);
    }
}

function step(label, action) {
    const isPath = typeof action === "string";
    const element = document.createElement(isPath ? "a" : "button");
    element.className = "button compact";
    element.textContent = label;
    if (isPath) element.href = action;
    else {
        element.type = "button";
        element.addEventListener("click", action);
    }
    return element;
}

customElements.define("notice-line", NoticeLine);
