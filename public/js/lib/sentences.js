// What a refusal is called on a page: one sentence for each type of problem, the API's own words for the rest.

const sentences = {
    "offline": "You seem to be offline.",
    "unavailable": "Slotboard is not answering right now.",
    "in-progress": "That is still being worked on.",
    "too-many-requests": "That was a little fast; wait a moment.",
    "not-signed-in": "You are signed out.",
    "slot-taken": "Somebody was faster: this time is taken.",
    "student-busy": "You already have a lesson at that time.",
    "hold-expired": "Your hold ran out, and the time is taken now.",
};

/** One sentence about a problem; an unexpected error is not shown to readers. */
export function sentenceOf(problem) {
    if (problem?.name !== "Problem") return "Something went wrong on this page.";
    if (problem.reason && problem.detail) return problem.detail;
    if (problem.status >= 500 && !sentences[problem.type]) return sentences.unavailable;
    return sentences[problem.type] ?? (problem.detail || problem.title);
}

/** Whether trying the same thing again can help. */
export function canRetry(problem) {
    return ["offline", "unavailable", "in-progress", "too-many-requests"].includes(problem?.type) ||
        problem?.status >= 500;
}
