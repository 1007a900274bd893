import { deepEqual, equal, rejects } from "node:assert/strict";

const json = (body, status = 200) => new Response(body && JSON.stringify(body), { status });
// A page asks for its session once, so each test loads the module anew.
const pages = [
    () => import("/js/lib/session.js?page=1"),
    () => import("/js/lib/session.js?page=2"),
    () => import("/js/lib/session.js?page=3"),
    () => import("/js/lib/session.js?page=4"),
    () => import("/js/lib/session.js?page=5"),
];

/** The session of a new page whose document hears `signed-out`; `answers` are the API's by method, an Error being a lost answer. */
async function onPage(answers, body) {
    const [fetch, document] = [globalThis.fetch, globalThis.document];
    const heard = [];
    globalThis.document = new EventTarget();
    globalThis.document.addEventListener("signed-out", () => heard.push("signed-out"));
    globalThis.fetch = (_, { method }) => {
        const answer = answers[method]();
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    try {
        await body(await pages.pop()(), heard);
    } finally {
        Object.assign(globalThis, { fetch, document });
    }
}

const lost = () => new TypeError("lost");
const ada = () => json({ person: { id: 3 } });
const nobody = () => json({ person: null });

Deno.test("who signs out gets no notice of it, and is nobody from then on", () =>
    onPage({ DELETE: () => json(null, 204), GET: ada }, async ({ session, signOut, noteSignedOut }, heard) => {
        equal((await session()).person.id, 3);
        await signOut();
        noteSignedOut();
        deepEqual([await session(), heard], [null, []]);
    }));

Deno.test("a sign-out of which only the answer was lost is one", () =>
    onPage({ DELETE: lost, GET: nobody }, async ({ session, signOut }) => {
        await signOut();
        equal(await session(), null);
    }));

Deno.test("so is one that the stream has told of, though the API cannot be asked", () =>
    onPage({ DELETE: lost, GET: lost }, async ({ session, signOut, noteSignedOut }, heard) => {
        const leaving = signOut();
        noteSignedOut();
        await leaving;
        deepEqual([await session(), heard], [null, []]);
    }));

for (const [name, GET] of [["that never arrived", ada], ["of which nobody knows", lost]]) {
    Deno.test(`a sign-out ${name} is refused, and an end of the session after it is news`, () =>
        onPage({ DELETE: lost, GET }, async ({ signOut, noteSignedOut }, heard) => {
            await rejects(signOut(), { type: "offline" });
            noteSignedOut();
            noteSignedOut();
            deepEqual(heard, ["signed-out"]);
        }));
}
