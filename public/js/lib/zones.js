/** Zone names by continent, both in alphabetical order: `[{ area: "Europe", zones: [{ zone: "Europe/Berlin", place: "Berlin" }] }]`. */
export function zoneGroups(names) {
    const areas = new Map();
    for (const zone of new Set(names)) {
        const [area, ...place] = zone.replaceAll("_", " ").split("/");
        const key = place.length > 0 ? area : "Universal time";
        areas.set(key, [...(areas.get(key) ?? []), { zone, place: place.join(" – ") || area }]);
    }
    return [...areas]
        .map(([area, zones]) => ({ area, zones: zones.sort((a, b) => a.place.localeCompare(b.place)) }))
        .sort((a, b) => a.area.localeCompare(b.area));
}
