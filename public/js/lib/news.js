// What a listener hears of other people's changes: a few by name, many as numbers.

const verbs = { taken: "taken", held: "held", open: "free again", withdrawn: "withdrawn", added: "new" };
const named = 3;

/** One short text for a batch of `{label, kind}`; the last word on each slot counts. */
export function newsOf(changes) {
    const latest = [
        ...new Map(changes.filter(({ kind }) => verbs[kind]).map((change) => [change.label, change])).values(),
    ];
    if (latest.length <= named) return latest.map(({ label, kind }) => `${label} ${verbs[kind]}.`).join(" ");
    const kinds = [...new Set(latest.map(({ kind }) => kind))];
    const parts = kinds.map((kind) => `${latest.filter((change) => change.kind === kind).length} ${verbs[kind]}`);
    return `${latest.length} times changed: ${parts.join(", ")}.`;
}
