const goldenAngle = 137.508;

/** `<initials-disc name="Mara Lindqvist" number="7">`: two letters on a hue that belongs to the id. */
class InitialsDisc extends HTMLElement {
    static observedAttributes = ["name", "number"];

    connectedCallback() {
        this.setAttribute("aria-hidden", "true");
        this.attributeChangedCallback();
    }

    attributeChangedCallback() {
        this.textContent = initials(this.getAttribute("name") ?? "");
        this.style.setProperty("--hue", String((Number(this.getAttribute("number")) * goldenAngle) % 360));
    }
}

function initials(name) {
    const words = name.trim().split(/\s+/u).filter(Boolean);
    const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
    return chosen.map((word) => [...word][0].toUpperCase()).join("");
}

customElements.define("initials-disc", InitialsDisc);
