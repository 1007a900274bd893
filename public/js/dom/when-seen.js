const usual = 200;

/**
 * Gathers `mine` events into one call: `body` runs a moment later, at random within the shortest `spread` of them (ms), so that many
 * pages do not ask in the same instant. On a page that nobody sees it waits until somebody does.
 */
export function whenSeen(body) {
    let timer = null;
    let moment = Infinity;
    let isDue = false;
    const soon = (spread = usual) => {
        isDue = document.hidden;
        const pause = Math.random() * spread;
        if (isDue || performance.now() + pause >= moment) return;
        moment = performance.now() + pause;
        clearTimeout(timer);
        timer = setTimeout(() => {
            moment = Infinity;
            body();
        }, pause);
    };
    document.addEventListener("visibilitychange", () => isDue && soon());
    return ({ detail }) => soon(detail?.spread);
}
