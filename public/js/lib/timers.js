/** Timers by name: setting one again replaces it. */
export class Timers {
    #running = new Map();

    set(name, milliseconds, body) {
        this.stop(name);
        const timer = setTimeout(() => {
            this.#running.delete(name);
            body();
        }, milliseconds);
        this.#running.set(name, timer);
    }

    has(name) {
        return this.#running.has(name);
    }

    stop(...names) {
        for (const name of names) {
            clearTimeout(this.#running.get(name));
            this.#running.delete(name);
        }
    }

    stopAll() {
        this.stop(...this.#running.keys());
    }
}
