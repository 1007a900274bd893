/** An EventSource in the test's hands; `Source.all` are those that were made, in order. */
export class Source extends EventTarget {
    static all = [];
    readyState = 0;

    constructor(url) {
        super();
        this.url = url;
        Source.all.push(this);
    }

    static get last() {
        return Source.all.at(-1);
    }

    close() {
        this.readyState = 2;
    }

    open() {
        this.readyState = 1;
        this.dispatchEvent(new Event("open"));
        return this;
    }

    say(type, data, lastEventId = "") {
        this.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data), lastEventId }));
    }

    /** Breaks, as a lost connection does; refused as an answer that is not 200 does. */
    fail({ refused = false } = {}) {
        if (this.readyState === 2) return;
        this.readyState = refused ? 2 : 0;
        this.dispatchEvent(new Event("error"));
    }
}

globalThis.EventSource = Source;

/** Waits for a condition, at most two seconds. */
export async function until(condition) {
    const end = Date.now() + 2_000;
    while (!condition()) {
        if (Date.now() > end) throw new Error(`never: ${condition}`);
        await new Promise((resolve) => setTimeout(resolve, 1));
    }
}
