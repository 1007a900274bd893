import { deepEqual } from "node:assert/strict";
import { zoneGroups } from "/js/lib/zones.js";

Deno.test("zones stand by continent in alphabetical order, each once", () => {
    deepEqual(
        zoneGroups(["Europe/Lisbon", "UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Europe/Berlin"]),
        [
            { area: "America", zones: [{ zone: "America/Argentina/Buenos_Aires", place: "Argentina – Buenos Aires" }] },
            {
                area: "Europe",
                zones: [{ zone: "Europe/Berlin", place: "Berlin" }, { zone: "Europe/Lisbon", place: "Lisbon" }],
            },
            { area: "Universal time", zones: [{ zone: "UTC", place: "UTC" }] },
        ],
    );
});
