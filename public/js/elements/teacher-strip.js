import { zoneCity, zoneDistance } from "/js/lib/time.js";

/** Who teaches: disc, name, subjects and languages, the two zones, and what they say about themselves. */
class TeacherStrip extends HTMLElement {
    show(teacher) {
        const disc = this.querySelector("initials-disc");
        disc.setAttribute("name", teacher.name);
        disc.setAttribute("number", teacher.id);
        this.querySelector("h1").textContent = teacher.name;
        this.#part("subjects").textContent = [teacher.subjects.join(", "), teacher.languages.join(", ")].filter(Boolean)
            .join(" · ");
        this.#part("bio").textContent = teacher.bio ?? "";
        for (const element of this.querySelectorAll(".waiting")) element.classList.remove("waiting");
    }

    showMissing() {
        this.querySelector("h1").textContent = "No such teacher";
        for (const element of this.querySelectorAll("initials-disc, p")) element.remove();
        for (const element of this.querySelectorAll(".waiting")) element.classList.remove("waiting");
    }

    /** "Your time Berlin · Mara is in Vancouver, 9 h behind": the distance as it is at `slot`, if there is one. */
    showZones(teacher, readerZone, slot) {
        const line = this.#part("zones");
        if (zoneCity(readerZone) === zoneCity(teacher.time_zone)) {
            line.replaceChildren("Times in ", bold(zoneCity(readerZone)));
            return;
        }
        const distance = slot && zoneDistance(slot, readerZone, teacher.time_zone);
        const theirs = [
            ` · ${teacher.name} is in `,
            bold(zoneCity(teacher.time_zone)),
            slot ? `, ${distance || "the same time"}` : "",
        ];
        line.replaceChildren("Your time ", bold(zoneCity(readerZone)), ...theirs);
    }

    #part(name) {
        return this.querySelector(`[data-part="${name}"]`);
    }
}

function bold(text) {
    const element = document.createElement("b");
    element.textContent = text;
    return element;
}

customElements.define("teacher-strip", TeacherStrip);
