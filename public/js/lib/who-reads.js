import { request } from "/js/lib/api.js";

/** Whose session this browser's cookie is, asked of the API now: a promise of the person's id, or of null. */
export async function whoReads() {
    const { body } = await request("GET", "/session", { cache: "no-store" });
    return body.person?.id ?? null;
}
