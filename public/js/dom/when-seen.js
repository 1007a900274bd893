/**
 * Gathers calls into one: `body` runs a moment later, at random so that many pages do not ask in the same instant. On a page that
 * nobody sees it waits until somebody does.
 */
export function whenSeen(body, spread = 200) {
    let timer = null;
    let isDue = false;
    const soon = () => {
        isDue = document.hidden;
        if (isDue) return;
        timer ??= setTimeout(() => {
            timer = null;
            body();
        }, Math.random() * spread);
    };
    document.addEventListener("visibilitychange", () => isDue && soon());
    return soon;
}
