"""A first visit by a slow telephone on a slow line: when the first slot is painted, and how a booking feels."""

import os
import re
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from bench.extent import Extent
from bench.result import Goal, Result
from support import stack
from support.school import School, Teacher

#: Lighthouse's slow 4G: milliseconds of latency, bytes a second.
LINE = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8, "offline": False}
SLOWDOWN = 4
SLOTS = 40

# In the page, before anything else runs. A slot is painted in the frame after the one in which its element first stands
# in the document with a size; layout shifts count as web.dev defines them, by the worst window of a second each, five in all.
WATCH = """
(() => {
  let paint;
  const seen = globalThis.bench = { painted: new Promise((done) => { paint = done; }), shifts: [], events: [] };
  const look = () => {
    const slot = document.querySelector("board-slot");
    if (!slot || !slot.getBoundingClientRect().height) return requestAnimationFrame(look);
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => paint(performance.now());
      port2.postMessage(0);
    });
  };
  requestAnimationFrame(look);
  const watch = (type, take, more) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  watch("layout-shift", (entry) => {
    if (entry.hadRecentInput) return;
    const last = seen.shifts.at(-1);
    if (last && entry.startTime - last.end < 1000 && entry.startTime - last.start < 5000) {
      last.end = entry.startTime;
      last.sum += entry.value;
    } else {
      seen.shifts.push({ start: entry.startTime, end: entry.startTime, sum: entry.value });
    }
  });
  watch("event", (entry) => {
    if (entry.interactionId) seen.events.push([entry.name, entry.duration]);
  }, { durationThreshold: 16 });
})()
"""


def measure(extent: Extent) -> list[Result]:
    with stack.owner() as owner, sync_playwright() as playwright:
        school = School(owner)
        teacher = school.teacher()
        teacher.publish(SLOTS)
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("SLOTBOARD_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        # The server is warm: somebody was here before.
        visits = [_visit(browser, school, teacher, place) for place in range(extent.visits + 1)][1:]
        browser.close()
    conditions = f"{SLOWDOWN}× slower processor, 1.6 Mbit/s, 150 ms"
    return [
        _result(f"first visit, {conditions}: first slot painted", "painted", visits, Goal(1200, unit=" ms")),
        _result("the same: INP of a booking", "inp", visits, Goal(100, unit=" ms")),
        _result("the same: CLS", "cls", visits, Goal(0.01), digits=4),
    ]


def _visit(browser: Browser, school: School, teacher: Teacher, place: int) -> dict[str, float]:
    """A browser that has never been here, of somebody who is signed in. Each visitor books another time of the first day: the
    edge may still show a board from before the last one's booking."""
    student = school.student()
    context = browser.new_context(
        base_url=f"http://{school.host}:{stack.address()[1]}",
        viewport={"width": 412, "height": 823},
        locale="en-GB",
        timezone_id="UTC",
    )
    context.set_default_timeout(30_000)
    context.add_cookies([{"name": "slotboard", "value": student.token, "domain": school.host, "path": "/"}])
    context.add_init_script(WATCH)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", LINE)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(f"/teachers/{teacher.teacher_id}")
    painted = page.evaluate("bench.painted")
    _book(page, place)
    shifts, events = page.evaluate("[bench.shifts, bench.events]")
    context.close()
    return {
        "painted": painted,
        # What took less than 16 ms is not told by the browser.
        "inp": max((duration for _, duration in events), default=0),
        "cls": max((window["sum"] for window in shifts), default=0),
    }


def _book(page: Page, place: int) -> None:
    page.get_by_role("button", name=re.compile(r"^\d\d:\d\d \d+ min")).nth(place).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Book this time").click()
    sheet.get_by_text("Booked", exact=True).wait_for()
    # Long interactions are told once their frame is shown.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _result(work: str, name: str, visits: list[dict[str, float]], goal: Goal, digits: int = 0) -> Result:
    values = [visit[name] for visit in visits]
    middle = median(values)
    spread = f"{min(values):,.{digits}f}–{max(values):,.{digits}f}"
    return Result(work, f"median of {len(values)}", "", middle, f"{middle:,.{digits}f}{goal.unit} ({spread})", goal)
