// Who is there: a lock that the browser takes back when its holder is closed, crashes or is discarded. Nobody has to say goodbye.

/** Holds the lock `name`; a promise of the function that lets it go. */
export function hold(name) {
    return new Promise((held, failed) => {
        navigator.locks.request(name, () => new Promise((letGo) => held(letGo))).catch(failed);
    });
}

/** Waits until whoever holds the lock `name` is gone; gives up with the signal. */
export async function gone(name, signal) {
    await navigator.locks.request(name, { mode: "shared", signal }, () => {});
}
