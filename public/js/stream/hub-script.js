/**
 * The hub's script as a shared worker's. bin/fingerprint puts the hash of all that is in it into this name, so that pages of two versions
 * never share a hub.
 */
export const hubScript = "/js/stream/worker.js";
