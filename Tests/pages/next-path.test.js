import { equal } from "node:assert/strict";
import { nextPath } from "/js/lib/next-path.js";

const next = (path) => nextPath(`?next=${encodeURIComponent(path)}`);

Deno.test("signing in leads back to a path of this site, with its query", () => {
    for (const path of ["/", "/lessons", "/teachers/7?slot=123&week=2026-11-23", "/week#today"]) {
        equal(next(path), path);
    }
});

Deno.test("signing in never leads to another site", () => {
    const strange = [
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n\\evil.example",
        "https://evil.example",
        "evil.example",
    ];
    for (const path of [...strange, "javascript:alert(1)", "", " /lessons", "data:text/html,x"]) {
        equal(next(path), "/", path);
    }
});

Deno.test("a path that only looks strange stays on this site when a browser follows it", () => {
    const site = "https://school.example/sign-in";
    equal(new URL(next("/.//evil.example"), site).host, "school.example");
});

Deno.test("without next, signing in leads to the first page", () => {
    equal(nextPath(""), "/");
});
