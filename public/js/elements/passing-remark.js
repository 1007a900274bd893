const duration = 4_000;

/** A remark over the page that moves nothing and goes by itself. */
class PassingRemark extends HTMLElement {
    #timer;

    say(sentence) {
        clearTimeout(this.#timer);
        this.textContent = sentence;
        this.hidden = false;
        this.#timer = setTimeout(() => this.hidden = true, duration);
    }
}

customElements.define("passing-remark", PassingRemark);
