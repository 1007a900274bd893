// What one stream has to ask for, so that it serves every member.

/** The most boards that the API puts on one stream. */
export const mostBoards = 20;

/**
 * The boards that go on the stream, of members who each wish for a list of them. Where there are too many, who wishes for few comes
 * first (a page with one board before a list of lessons), then who came last; the others poll.
 */
export function boardsOf(wishes, most = mostBoards) {
    const order = [...wishes].reverse().sort((a, b) => a.length - b.length);
    return new Set(order.flat().filter((board, place, all) => all.indexOf(board) === place).slice(0, most));
}

/** The stream's address; null where there is nothing to ask for. `versions` is a list of [teacher, version]. */
export function addressOf(versions, isSignedIn) {
    const query = [];
    if (versions.length === 1) query.push(`teacher=${versions[0][0]}&since=${versions[0][1]}`);
    if (versions.length > 1) query.push(`teachers=${versions.map((pair) => pair.join(":")).join(",")}`);
    if (isSignedIn) query.push("mine=1");
    return query.length ? `/api/v1/events?${query.join("&")}` : null;
}
