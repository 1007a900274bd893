// Every request to /api/v1 goes through here: problem+json becomes a Problem, an unknown outcome is tried again with its key.

import { noteServerTime } from "/js/lib/clock.js";

const root = "/api/v1";
const patience = 15_000;
const tries = 4;
const unknownOutcomes = new Set(["offline", "in-progress"]);
const unknownStatuses = new Set([502, 503, 504]);

/** What the API refused, or that it could not be reached (type "offline"). `type` is the last part of the problem's path. */
export class Problem extends Error {
    constructor({ type, title, status = 0, detail = "", reason = "", errors = [], alternatives = [] }, retryAfter = 0) {
        super(detail || title);
        this.name = "Problem";
        this.type = String(type ?? "unavailable").split("/").pop();
        this.title = title;
        this.status = status;
        this.detail = detail;
        this.reason = reason;
        this.errors = errors ?? [];
        this.alternatives = alternatives ?? [];
        this.retryAfter = retryAfter;
    }
}

/** A new idempotency key: one per thing a person asks for, kept for each further try of the same thing. */
export function newKey() {
    return crypto.randomUUID?.() ??
        [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/**
 * Sends one request; `path` stands below /api/v1. Answers `{status, body, headers}`, throws a Problem for everything that is not 2xx or 304.
 * With a `key` the outcome is made certain: up to four tries, the pauses growing and at random.
 */
export async function request(method, path, { body, key, signal, headers = {}, cache } = {}) {
    for (let attempt = 1;; attempt += 1) {
        try {
            return await send(method, path, { body, key, signal, headers, cache });
        } catch (problem) {
            if (!key || attempt === tries || !isUnknown(problem)) throw problem;
            await pause(Math.max(problem.retryAfter * 1000, Math.random() * 400 * 2 ** attempt), signal);
        }
    }
}

async function send(method, path, { body, key, signal, headers, cache }) {
    const options = { method, cache, headers: { Accept: "application/json", ...headers }, credentials: "same-origin" };
    if (body !== undefined) {
        options.headers["Content-Type"] = "application/json";
        options.body = JSON.stringify(body);
    }
    if (key) options.headers["Idempotency-Key"] = key;
    const limit = AbortSignal.timeout(patience);
    options.signal = signal ? AbortSignal.any([signal, limit]) : limit;
    let response, text;
    try {
        response = await fetch(root + path, options);
        text = await response.text();
    } catch (error) {
        if (signal?.aborted) throw error;
        throw new Problem({ type: "offline", title: "You seem to be offline." });
    }
    noteDate(method, response);
    const content = parse(text);
    if (response.ok || response.status === 304) {
        return { status: response.status, body: content, headers: response.headers };
    }
    throw problemOf(response, content);
}

function problemOf(response, content) {
    const retryAfter = Number(response.headers.get("Retry-After")) || 0;
    const known = content && typeof content === "object" && content.type
        ? content
        : { title: "Slotboard did not answer as expected." };
    return new Problem({ ...known, status: response.status }, retryAfter);
}

function parse(text) {
    if (!text) return null;
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}

// A GET may come from a cache with an old Date; an answer that may not be stored cannot.
function noteDate(method, response) {
    const fresh = method !== "GET" || /no-store/.test(response.headers.get("Cache-Control") ?? "");
    if (fresh) noteServerTime(Date.parse(response.headers.get("Date")), { resolution: 1000 });
}

function isUnknown(problem) {
    return problem instanceof Problem && (unknownOutcomes.has(problem.type) || unknownStatuses.has(problem.status));
}

function pause(milliseconds, signal) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, milliseconds);
        signal?.addEventListener("abort", () => {
            clearTimeout(timer);
            reject(signal.reason);
        }, { once: true });
    });
}
