/**
 * Where to go after signing in: a path of this site, or "/".
 * A browser reads "//x", "/\x" and "/<tab>/x" as another host, so the URL parser is asked as well as the text.
 */
export function nextPath(search) {
    const next = new URLSearchParams(search).get("next") ?? "/";
    const here = "https://here.invalid";
    const plain = /^\/(?![/\\])/.test(next);
    return plain && URL.canParse(next, here) && new URL(next, here).origin === here ? next : "/";
}
