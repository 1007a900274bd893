// Where there is no shared worker, one page leads: the hub lives in the page that holds a lock, and the others reach it over a
// channel. When that page goes, however it goes, the lock's next holder leads and calls the members together again.
//
// Pages of another version of these files have a channel and a leader of their own: the hub's script is named by its content.

import { Hub } from "/js/stream/hub.js";
import { hubScript } from "/js/stream/hub-script.js";
import { gone } from "/js/stream/presence.js";
import { whoReads } from "/js/lib/who-reads.js";

/** The channel between members and leader: `{from, message}` to the leader, `{to, message}` from it, `to` null meaning everybody. */
export const channelName = `slotboard:stream:${hubScript}`;

let candidacy = null;

/** Has this page lead as soon as nobody else does. */
export function stand() {
    if (candidacy) return;
    const ending = candidacy = new AbortController();
    const { signal } = ending;
    navigator.locks.request(channelName, { signal }, () => lead(signal)).catch(() => {});
    // A page that sleeps in the browser's history must not lead.
    addEventListener("pagehide", () => {
        candidacy = null;
        ending.abort();
    }, { once: true });
}

function lead(signal) {
    const channel = new BroadcastChannel(channelName);
    const hub = new Hub(whoReads);
    const members = new Map();
    channel.onmessage = ({ data: { from, message } }) => {
        if (!from) return;
        if (!members.has(from)) members.set(from, admit(hub, channel, from, () => members.delete(from)));
        if (message.type === "here") channel.postMessage({ to: from, message: { type: "hello" } });
        else if (message.type === "bye") members.get(from).leave();
        else members.get(from).hear(message);
    };
    channel.postMessage({ to: null, message: { type: "who" } });
    return new Promise((ended) =>
        signal.addEventListener("abort", () => {
            hub.close();
            channel.close();
            ended();
        })
    );
}

function admit(hub, channel, name, forget) {
    const member = hub.join((message) => channel.postMessage({ to: name, message }));
    const leave = () => {
        forget();
        member.leave();
    };
    gone(name).then(leave);
    return { hear: member.hear, leave };
}
