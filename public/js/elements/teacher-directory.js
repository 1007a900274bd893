import { request } from "/js/lib/api.js";
import { session } from "/js/lib/session.js";
import { dayLabel, readerZone, span, zoneCity, zoneDistance } from "/js/lib/time.js";

const typingPause = 250;

/** Find a teacher: the list follows what is typed, the address follows the list, and each next opening leads straight to its board. */
class TeacherDirectory extends HTMLElement {
    connectedCallback() {
        this.form = this.querySelector("form");
        this.list = this.querySelector(".directory");
        this.more = this.querySelector("[data-part=more]");
        this.empty = this.querySelector("[data-part=empty]");
        this.notice = this.querySelector("problem-notice");
        this.readAddress();
        this.form.addEventListener("input", ({ target }) => this.searchSoon(target.name === "q" ? typingPause : 0));
        this.form.addEventListener("submit", (event) => {
            event.preventDefault();
            this.searchSoon(0);
        });
        this.empty.querySelector("a").addEventListener("click", (event) => this.clear(event));
        this.more.addEventListener("click", () => this.load(this.cursor));
        addEventListener("popstate", () => this.readAddress() || this.load());
        this.load().then(() => this.learnSubjects());
    }

    readAddress() {
        const wanted = new URLSearchParams(location.search);
        this.form.elements.q.value = wanted.get("q") ?? "";
        const subject = wanted.get("subject") ?? "";
        this.offerSubjects([subject]);
        this.form.elements.subject.value = subject;
    }

    searchSoon(wait) {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
            const wanted = this.wanted().toString();
            history.replaceState(null, "", wanted ? `/?${wanted}` : "/");
            this.load();
        }, wait);
    }

    clear(event) {
        event.preventDefault();
        this.form.elements.q.value = "";
        this.form.elements.subject.value = "";
        this.form.elements.q.focus();
        this.searchSoon(0);
    }

    /** What is searched for, without empty names. */
    wanted() {
        const entries = ["q", "subject"].map((name) => [name, this.form.elements[name].value.trim()]);
        return new URLSearchParams(entries.filter(([, value]) => value));
    }

    async load(cursor = null) {
        this.pending?.abort();
        const { signal } = this.pending = new AbortController();
        const query = this.wanted();
        if (cursor) query.set("cursor", cursor);
        this.list.setAttribute("aria-busy", "true");
        try {
            const [{ body }, reader] = await Promise.all([
                request("GET", `/teachers?${query}`, { signal }),
                session().catch(() => null),
            ]);
            if (!signal.aborted) this.show(body, readerZone(reader?.person), cursor !== null);
        } catch (problem) {
            if (!signal.aborted) this.fail(problem, cursor);
        }
    }

    show({ teachers, next_cursor }, zone, isMore) {
        this.notice.clear();
        const entries = teachers.map((teacher) => this.entry(teacher, zone));
        if (isMore) this.list.append(...entries);
        else this.list.replaceChildren(...entries);
        if (isMore) entries[0]?.querySelector("h2 a").focus();
        this.cursor = next_cursor;
        this.more.hidden = !next_cursor;
        this.list.removeAttribute("aria-busy");
        this.sayCount(next_cursor !== null);
        this.offerSubjects(teachers.flatMap(({ subjects }) => subjects));
    }

    sayCount(hasMore) {
        const count = this.list.children.length;
        const searched = this.wanted().size > 0;
        this.empty.hidden = count > 0;
        this.empty.querySelector("p").textContent = searched
            ? `No teacher matches ${this.asked()}.`
            : "No teacher is here yet.";
        this.empty.querySelector("a").hidden = !searched;
        this.querySelector(".found").textContent = countWords(count, searched, hasMore);
    }

    asked() {
        return [...this.wanted().values()].map((words) => `“${words}”`).join(" in ");
    }

    fail(problem, cursor) {
        this.list.removeAttribute("aria-busy");
        if (!cursor) this.list.replaceChildren();
        if (!cursor) this.more.hidden = this.empty.hidden = true;
        this.querySelector(".found").textContent = "";
        this.notice.show(problem, "Try again", () => this.load(cursor));
    }

    entry(teacher, zone) {
        const entry = document.importNode(this.querySelector("template").content, true).firstElementChild;
        const part = (name) => entry.querySelector(`[data-part=${name}]`);
        const disc = entry.querySelector("initials-disc");
        disc.setAttribute("name", teacher.name);
        disc.setAttribute("number", teacher.id);
        const name = entry.querySelector("h2 a");
        name.textContent = teacher.name;
        name.href = part("board").href = `/teachers/${teacher.id}`;
        part("subjects").textContent = [teacher.subjects.join(", "), teacher.languages.join(", ")].filter(Boolean).join(
            " · ",
        );
        part("zone").textContent = zoneLine(teacher, zone);
        const openings = entry.querySelector(".openings");
        openings.setAttribute("aria-label", `Next open times of ${teacher.name}`);
        openings.replaceChildren(...teacher.next_openings.map((slot) => opening(slot, zone)));
        openings.hidden = teacher.next_openings.length === 0;
        part("none").hidden = !openings.hidden;
        return entry;
    }

    /** A first list that was filtered or cut off does not name all subjects. */
    async learnSubjects() {
        if (this.wanted().size === 0 && !this.cursor) return;
        const { body } = await request("GET", "/teachers?limit=100").catch(() => ({ body: { teachers: [] } }));
        this.offerSubjects(body.teachers.flatMap(({ subjects }) => subjects));
    }

    /** Adds subjects to the choice, in alphabetical order, each once. */
    offerSubjects(subjects) {
        const select = this.form.elements.subject;
        const chosen = select.value;
        const known = [...select.options].map(({ value }) => value);
        const all = [...new Set([...known, ...subjects])].filter(Boolean).sort((a, b) => a.localeCompare(b));
        if (all.length === known.length - 1) return;
        select.replaceChildren(select.options[0], ...all.map((subject) => new Option(subject, subject)));
        select.value = chosen;
    }
}

/** "The first 20 teachers, soonest opening first", "1 teacher matches"; nothing where an empty state speaks. */
function countWords(count, searched, hasMore) {
    if (count === 0) return "";
    if (count === 1) return searched ? "1 teacher matches" : "1 teacher";
    return `${hasMore ? "The first " : ""}${count} teachers${searched ? " match" : ""}, soonest opening first`;
}

function zoneLine({ time_zone, next_openings: [slot] }, zone) {
    const distance = slot ? zoneDistance(slot, zone, time_zone) : "";
    return distance ? `In ${zoneCity(time_zone)}, ${distance}` : `In ${zoneCity(time_zone)}`;
}

function opening(slot, zone) {
    const { date, time } = span(slot, zone);
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.className = "opening";
    link.href = `/teachers/${slot.teacher_id}?slot=${slot.id}`;
    link.append(piece("time", time), " ", piece("day", dayLabel(date)));
    item.append(link);
    return item;
}

function piece(name, text) {
    const span = document.createElement("span");
    span.className = `opening-${name}`;
    span.textContent = text;
    return span;
}

customElements.define("teacher-directory", TeacherDirectory);
