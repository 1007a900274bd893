// Three ways from a page to the hub. Each takes `{hear, lost, unusable}` and answers `{post, close}`; it says `hello` when the hub
// listens, which may be more than once.

import { Hub } from "/js/stream/hub.js";
import { hubScript } from "/js/stream/hub-script.js";
import { channelName, stand } from "/js/stream/leader.js";
import { gone, hold } from "/js/stream/presence.js";
import { whoReads } from "/js/lib/who-reads.js";

/** To the hub in a shared worker; `lost` when the worker has died, `unusable` when it cannot be had. */
export function workerWire({ hear, lost, unusable }) {
    const worker = new SharedWorker(hubScript, { type: "module", name: "slotboard" });
    const { port } = worker;
    const ending = new AbortController();
    const post = (message) => port.postMessage(message);
    worker.onerror = unusable;
    port.onmessage = ({ data }) => {
        if (data.type === "hello") gone(data.name, ending.signal).then(lost, () => {});
        hear(data);
    };
    const letGo = beThere((name) => post({ type: "here", name }));
    return {
        post,
        close() {
            ending.abort();
            post({ type: "bye" });
            port.close();
            letGo();
        },
    };
}

/** To the hub in the page that leads, which may be this one. */
export function channelWire({ hear }) {
    const channel = new BroadcastChannel(channelName);
    let from = null;
    const post = (message) => from && channel.postMessage({ from, message });
    channel.onmessage = ({ data: { to, message } }) => {
        if (to === null) post({ type: "here" });
        else if (to === from) hear(message);
    };
    const letGo = beThere((name) => {
        from = name;
        post({ type: "here" });
    });
    stand();
    return {
        post,
        close() {
            post({ type: "bye" });
            channel.close();
            letGo();
        },
    };
}

let ownHub = null;

/** To a hub of this page alone. */
export function ownWire({ hear }) {
    ownHub ??= new Hub(whoReads);
    const member = ownHub.join(hear);
    queueMicrotask(() => hear({ type: "hello" }));
    return { post: member.hear, close: member.leave };
}

// Holds a lock of this page's own by which the hub sees that it lives; answers how to let it go.
function beThere(ready) {
    const name = `slotboard:page:${crypto.randomUUID()}`;
    let isOver = false;
    const held = hold(name).then((letGo) => {
        if (!isOver) ready(name);
        return letGo;
    });
    return async () => {
        isOver = true;
        (await held)();
    };
}
