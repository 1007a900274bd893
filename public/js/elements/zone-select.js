import { zoneGroups } from "/js/lib/zones.js";
import { browserZone } from "/js/lib/time.js";

/** A choice of all time zones, by continent, around a plain `<select>`; `value` is chosen, at first the browser's zone. */
class ZoneSelect extends HTMLElement {
    connectedCallback() {
        this.select = this.querySelector("select");
        this.value = browserZone();
    }

    get value() {
        return this.select.value;
    }

    set value(zone) {
        const groups = zoneGroups([...Intl.supportedValuesOf("timeZone"), "UTC", zone]);
        this.select.replaceChildren(...groups.map(({ area, zones }) => optgroup(area, zones)));
        this.select.value = zone;
    }
}

function optgroup(area, zones) {
    const group = document.createElement("optgroup");
    group.label = area;
    group.append(...zones.map(({ zone, place }) => new Option(place, zone)));
    return group;
}

customElements.define("zone-select", ZoneSelect);
