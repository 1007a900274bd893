const longest = 1_000;

/**
 * Resolves once what has been written to the page is painted: in the frame after its own. A page that nobody sees has no frames:
 * there it takes a second.
 */
export function painted() {
    return new Promise((done) => {
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
        setTimeout(done, longest);
    });
}
