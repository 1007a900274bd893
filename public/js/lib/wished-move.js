// The lesson that the address of a board wishes to move: `?move=` with its booking's number.

import { request } from "/js/lib/api.js";
import { sentenceOf } from "/js/lib/sentences.js";

/** Answers `{booking}`, or `{refusal}`, a sentence; neither where nothing is wished, or nobody is signed in. */
export async function wishedMove(query, person) {
    const id = Number(query.get("move"));
    if (!id || !person) return {};
    try {
        const { body } = await request("GET", `/bookings/${id}`);
        const isTheirs = body.status === "booked" && body.student.id === person.id;
        return isTheirs ? { booking: body } : { refusal: "This lesson can no longer be moved." };
    } catch (problem) {
        return { refusal: problem.type === "not-found" ? "There is no such lesson." : sentenceOf(problem) };
    }
}
