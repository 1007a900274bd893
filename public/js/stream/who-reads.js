/** Whose session this browser's cookie is, asked of the API now: a promise of the person's id, or of null. */
export async function whoReads() {
    const answer = await fetch("/api/v1/session", { cache: "no-store" });
    if (!answer.ok) throw new Error(`the session cannot be asked for: ${answer.status}`);
    return (await answer.json()).person?.id ?? null;
}
