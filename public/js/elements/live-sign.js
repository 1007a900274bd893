const words = { live: "Live", reconnecting: "Reconnecting" };

/** How fresh the page is: *Live*, *Reconnecting*, or *As of 12:04*. Hears `freshness` events, which stream pages send to the document. */
class LiveSign extends HTMLElement {
    connectedCallback() {
        document.addEventListener("freshness", this);
    }

    disconnectedCallback() {
        document.removeEventListener("freshness", this);
    }

    handleEvent({ detail: { state, time } }) {
        this.dataset.state = state;
        this.textContent = words[state] ?? `As of ${time}`;
    }
}

customElements.define("live-sign", LiveSign);
