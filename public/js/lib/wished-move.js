// The lesson that the address of a board wishes to move: `?move=` with its booking's number.

import { request } from "/js/lib/api.js";
import { canRetry, sentenceOf } from "/js/lib/sentences.js";

/**
 * Answers `{booking}`; `{refusal}`, a sentence; or `{problem}`, where asking again can help. None of them where nothing is wished, or
 * nobody is signed in.
 */
export async function wishedMove(id, person) {
    if (!id || !person) return {};
    try {
        const { body } = await request("GET", `/bookings/${id}`);
        const isTheirs = body.status === "booked" && body.student.id === person.id;
        return isTheirs ? { booking: body } : { refusal: "This lesson can no longer be moved." };
    } catch (problem) {
        if (canRetry(problem)) return { problem };
        return { refusal: problem.type === "not-found" ? "There is no such lesson." : sentenceOf(problem) };
    }
}
