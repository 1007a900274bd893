import { newsOf } from "/js/lib/news.js";

const pause = 2_500;

/** Tells listeners politely what changed: many changes in one breath, never one after the other. */
class ChangeNews extends HTMLElement {
    #changes = [];
    #timer = null;

    disconnectedCallback() {
        clearTimeout(this.#timer);
    }

    /** Adds `{label, kind}` to the next announcement. */
    tell(changes) {
        this.#changes.push(...changes);
        if (this.#changes.length) this.#timer ??= setTimeout(() => this.#speakChanges(), pause);
    }

    /** Says one sentence at once. */
    speak(sentence) {
        this.textContent = sentence;
    }

    #speakChanges() {
        this.#timer = null;
        this.speak(newsOf(this.#changes));
        this.#changes = [];
    }
}

customElements.define("change-news", ChangeNews);
