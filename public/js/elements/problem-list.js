/** What each type of problem means; `/problems/slot-taken` leads to that one. */
class ProblemList extends HTMLElement {
    connectedCallback() {
        const asked = document.getElementById(location.pathname.split("/")[2] ?? "");
        asked?.toggleAttribute("data-asked", true);
        asked?.scrollIntoView({ block: "nearest" });
    }
}

customElements.define("problem-list", ProblemList);
