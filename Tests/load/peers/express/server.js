// A board by the work that Slotboard does for one, with Express and node-redis: the teacher's version and the encoded board
// in one round trip, used only where the two agree. One process a core; each listens on the socket that it is given.
//
//     node server.js SOCKET REDIS SCHOOL CACHE-CONTROL

"use strict";

const express = require("express");
const { commandOptions, createClient } = require("redis");

const [socket, path, school, cacheControl] = process.argv.slice(2);
const redis = createClient({ socket: { path } });
const asBytes = commandOptions({ returnBuffers: true });
const site = express();

// What Express does besides for each answer, and nobody needs here.
site.disable("x-powered-by");
site.disable("etag");
site.set("query parser", "simple");

site.get("/api/v1/teachers/:id([1-9][0-9]*)/slots", async (request, response) => {
    const { from = "", days = "7" } = request.query;
    if (!/^\d{4}-\d\d-\d\d$/.test(from) || !(days >= 1 && days <= 31)) return response.sendStatus(400);
    const tag = `{${school}:${request.params.id}}`;
    const [version, entry] = await redis.mGet(asBytes, [`peers:${tag}:version`, `peers:${tag}:board:${from}:${days}`]);
    const end = entry?.indexOf(10) ?? -1;
    const [of, etag] = end < 0 ? [] : entry.toString("latin1", 0, end).split(" ", 2);
    if (!version || of !== version.toString()) return response.sendStatus(503);
    response.set({ "Content-Type": "application/json", ETag: etag, "Cache-Control": cacheControl });
    if (request.headers["if-none-match"] === etag) return response.status(304).end();
    const body = entry.subarray(end + 1);
    response.set("Content-Length", String(body.length));
    response.end(body);
});

redis.on("error", (error) => {
    console.error(error.message);
    process.exit(1);
});
redis.connect().then(() => site.listen(socket, 4096));
