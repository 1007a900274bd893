// The hub of all tabs, as a shared worker. It ends with the last of them.

import { Hub } from "/js/stream/hub.js";
import { gone, hold } from "/js/stream/presence.js";
import { whoReads } from "/js/lib/who-reads.js";

const hub = new Hub(whoReads);
const name = `slotboard:hub:${crypto.randomUUID()}`;
const held = hold(name);

globalThis.addEventListener("connect", ({ ports: [port] }) => {
    const member = hub.join((message) => port.postMessage(message));
    port.onmessage = async ({ data }) => {
        if (data.type === "bye") return member.leave();
        if (data.type !== "here") return member.hear(data);
        gone(data.name).then(member.leave);
        await held;
        port.postMessage({ type: "hello", name });
    };
});
