import { whileBusy } from "/js/dom/fields.js";
import { newKey, request } from "/js/lib/api.js";
import { countOf, mostTimes, planTimes, planWords, refusedTimes } from "/js/lib/publish-plan.js";
import { dayLabel } from "/js/lib/time.js";

const mostListed = 6;

/** Weekdays × from–to × length × weeks, counted before sending. Tells `published` with the new slots. */
class PublishForm extends HTMLElement {
    #times = [];
    #key = null;

    connectedCallback() {
        this.form = this.querySelector("form");
        this.form.noValidate = true;
        this.notice = this.querySelector("problem-notice");
        this.form.addEventListener("input", () => this.replan());
        this.form.addEventListener("submit", (event) => {
            event.preventDefault();
            if (this.replan() && this.#times.length > 0) this.send(this.#times);
            else this.#firstWrong().focus();
        });
        this.part("rest").addEventListener("click", () => this.send(this.#rest()));
        this.replan();
    }

    part(name) {
        return this.querySelector(`[data-part=${name}]`);
    }

    /** The first day to publish on, where nobody has chosen one yet. */
    set start(date) {
        this.form.elements.start.value ||= date;
        this.replan();
    }

    focusFirst() {
        this.form.querySelector("input").focus();
    }

    /** Counts what the fields come to; true when it can be sent. */
    replan() {
        this.#times = planTimes(this.#plan());
        this.#key = null;
        this.#forgetRefusal();
        const trouble = this.#trouble();
        this.part("count").textContent = trouble || planWords(this.#times);
        const button = this.part("send");
        button.textContent = trouble ? "Publish" : `Publish ${countOf(this.#times)}`;
        button.setAttribute("aria-disabled", String(trouble !== ""));
        return trouble === "";
    }

    #plan() {
        const { elements } = this.form;
        const number = (name) => Number(elements[name].value);
        return {
            weekdays: [...this.form.querySelectorAll("[name=weekday]:checked")].map(({ value }) => Number(value)),
            start: elements.start.value,
            from: elements.from.value,
            to: elements.to.value,
            minutes: number("minutes"),
            pause: number("pause"),
            capacity: number("capacity"),
            weeks: elements.weeks.validity.valid ? number("weeks") : 0,
        };
    }

    /** What keeps the plan from being sent, as a sentence; "" when nothing does. */
    #trouble() {
        const { elements } = this.form;
        if (!this.form.querySelector("[name=weekday]:checked")) return "Choose at least one weekday.";
        const wrong = [...elements].find((field) => field.willValidate && !field.validity.valid);
        if (wrong) return wrong.dataset.wrong ?? wrong.validationMessage;
        const { from, to, minutes } = elements;
        if (this.#times.length === 0) return `No ${minutes.value} minutes fit between ${from.value} and ${to.value}.`;
        if (this.#times.length > mostTimes) return `${countOf(this.#times)} are too many at once; choose fewer weeks.`;
        return "";
    }

    #firstWrong() {
        const wrong = [...this.form.elements].find((field) => field.willValidate && !field.validity.valid);
        return wrong ?? this.form.querySelector(this.#plan().weekdays.length > 0 ? "[name=from]" : "[name=weekday]");
    }

    send(times) {
        const button = this.part("send");
        return whileBusy(button, async () => {
            this.#forgetRefusal();
            // The same times keep their key: a try whose outcome is unknown must not publish twice.
            const text = JSON.stringify(times);
            if (this.#key?.text !== text) this.#key = { text, key: newKey() };
            try {
                const { body } = await request("POST", "/slots", { key: this.#key.key, body: { slots: times } });
                this.#key = null;
                this.dispatchEvent(
                    new CustomEvent("published", { bubbles: true, detail: { slots: body.slots, times } }),
                );
            } catch (problem) {
                this.#refuse(problem, times);
            }
        });
    }

    #refuse(problem, times) {
        const refused = refusedTimes(problem.errors, times);
        if (refused.length === 0) return this.notice.show(problem, "Try again", () => this.send(times));
        this.#times = times;
        this.refused = new Set(refused.map(({ index }) => index));
        const rest = this.#rest();
        this.part("refusal").hidden = false;
        this.part("sentence").textContent = `${refused.length} of ${countOf(times)} cannot be published:`;
        this.part("refused").replaceChildren(
            ...refused.slice(0, mostListed).map(line),
            ...more(refused.length - mostListed),
        );
        this.part("rest").hidden = rest.length === 0;
        this.part("rest").textContent = `Leave ${refused.length === 1 ? "it" : "them"} out and publish ${
            countOf(rest)
        }`;
        (rest.length > 0 ? this.part("rest") : this.form.elements.from).focus();
    }

    #rest() {
        return this.#times.filter((_, index) => !this.refused.has(index));
    }

    #forgetRefusal() {
        this.notice.clear();
        this.part("refusal").hidden = true;
    }
}

function line({ time, detail }) {
    return item(`${dayLabel(time.date)}, ${time.time}: ${detail}`);
}

function more(count) {
    return count > 0 ? [item(`and ${count} more`)] : [];
}

function item(text) {
    const entry = document.createElement("li");
    entry.textContent = text;
    return entry;
}

customElements.define("publish-form", PublishForm);
