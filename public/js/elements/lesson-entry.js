import { whileBusy } from "/js/dom/fields.js";
import { request } from "/js/lib/api.js";
import { icsName } from "/js/lib/calendar.js";
import { now } from "/js/lib/clock.js";
import { calendarEntry, cancellationWords, counterpart, placeOf } from "/js/lib/lesson.js";
import { dayLabel, secondZone, span } from "/js/lib/time.js";

/** One lesson with what can be done about it. Tells its list `lesson-cancelled` with the booking as it is then. */
class LessonEntry extends HTMLElement {
    connectedCallback() {
        if (this.form) return;
        this.form = this.querySelector("form");
        const reason = this.form.elements.reason;
        reason.id = `reason-${this.booking.id}`;
        this.form.querySelector("label").htmlFor = reason.id;
        this.part("cancel").addEventListener("click", () => this.ask(this.form.hidden));
        this.part("keep").addEventListener("click", () => this.ask(false));
        this.form.addEventListener("keydown", ({ key }) => key === "Escape" && this.ask(false));
        this.form.addEventListener("submit", (event) => {
            event.preventDefault();
            whileBusy(this.form.querySelector(".danger"), () => this.cancel());
        });
    }

    disconnectedCallback() {
        URL.revokeObjectURL(this.part("calendar").href);
    }

    part(name) {
        return this.querySelector(`[data-part=${name}]`);
    }

    /** `reader` is `{person, zone}`; the teacher's zone is known where it differs from the reader's. */
    show(booking, reader, teacherZone = reader.zone) {
        this.booking = booking;
        const { date, time, endTime } = span(booking.slot, reader.zone);
        this.part("day").textContent = dayLabel(date);
        this.part("time").textContent = `${time} – ${endTime}`;
        this.part("second").textContent = secondZone(booking.slot, reader.zone, teacherZone);
        this.part("note").textContent = booking.note ? `Note: ${booking.note}` : "";
        this.part("cancelled").textContent = cancellationWords(booking, reader.person);
        this.classList.toggle("cancelled", booking.status === "cancelled");
        this.showWho(counterpart(booking, reader.person));
        this.showPlace(placeOf(booking.place));
        this.offer(reader.person);
    }

    showWho({ name, number, teacher }) {
        const disc = this.querySelector("initials-disc");
        disc.setAttribute("name", name);
        disc.setAttribute("number", number);
        this.part("who").replaceChildren(teacher ? link(name, `/teachers/${teacher}`) : name);
        this.part("question").textContent = `Cancel the lesson with ${name}? The time is open to others then.`;
    }

    showPlace({ text, link: href }) {
        const a = href && link(text, href);
        if (a) Object.assign(a, { target: "_blank", rel: "noopener noreferrer" });
        this.part("place").replaceChildren(a ?? text);
    }

    offer(person) {
        const { booking } = this;
        const ahead = booking.status === "booked" && Date.parse(booking.slot.starts_at) > now();
        const mine = booking.student.id === person.id;
        this.querySelector(".lesson-acts").hidden = !ahead;
        this.part("place").hidden = !ahead;
        this.part("move").hidden = !mine;
        this.part("move").href = `/teachers/${booking.teacher.id}?move=${booking.id}`;
        const calendar = this.part("calendar");
        if (!ahead) this.querySelector("form").hidden = true;
        if (!ahead) return;
        URL.revokeObjectURL(calendar.href);
        calendar.href = URL.createObjectURL(new Blob([calendarEntry(booking, person)], { type: "text/calendar" }));
        calendar.download = icsName(booking);
    }

    ask(open) {
        this.form.hidden = !open;
        this.part("cancel").setAttribute("aria-expanded", String(open));
        if (open) this.form.elements.reason.focus();
        else this.part("cancel").focus();
    }

    async cancel() {
        const notice = this.form.querySelector("problem-notice");
        const reason = this.form.elements.reason.value.trim();
        notice.clear();
        try {
            const { body } = await request("PUT", `/bookings/${this.booking.id}/cancellation`, {
                body: reason ? { reason } : {},
            });
            this.form.hidden = true;
            this.dispatchEvent(new CustomEvent("lesson-cancelled", { bubbles: true, detail: body }));
            this.focus();
        } catch (problem) {
            notice.show(problem, "Try again", () => this.form.requestSubmit());
        }
    }
}

function link(text, href) {
    const a = document.createElement("a");
    a.textContent = text;
    a.href = href;
    return a;
}

customElements.define("lesson-entry", LessonEntry);
