"""One stream for all tabs of a browser, however they find each other, and none of them misses a change."""

import itertools
import re
from contextlib import suppress
from urllib.parse import urlsplit

import board
import pytest
from conftest import Visitors
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from support import edge, parts
from support.school import School, Teacher
from support.waiting import eventually

pytestmark = pytest.mark.alone

WAYS = {
    "shared worker": "",
    "leading tab": "delete globalThis.SharedWorker;",
}


@pytest.fixture(params=WAYS)
def browser_of_tabs(request: pytest.FixtureRequest, visitors: Visitors, school: School) -> BrowserContext:
    edge.settles_at(0)
    context = visitors.context(school)
    context.add_init_script(WAYS[request.param])
    return context


def tab(context: BrowserContext, teacher: Teacher) -> Page:
    page = context.new_page()
    page.goto(board.path_of(teacher))
    board.live(page)
    return page


def crash(page: Page) -> None:
    """Ends the page's process, as a lack of memory does; pages that share the process go with it."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")


def book(school: School, slot: int) -> None:
    assert school.student().client().book(slot).status == 201


def shows_taken(page: Page, clock: str) -> None:
    expect(board.time(page, clock, "(Just taken|Taken)")).to_be_visible()


def test_three_tabs_share_one_stream_and_each_hears_of_its_board(
    browser_of_tabs: BrowserContext, school: School, teacher: Teacher
) -> None:
    other = school.teacher(name="Kai Tanaka")
    slots, others = teacher.publish(4), other.publish(4)
    first, second, third = (tab(browser_of_tabs, whose) for whose in (teacher, other, teacher))
    edge.settles_at(1)
    book(school, slots[1])
    book(school, others[2])
    for page in (first, third):
        shows_taken(page, "09:00")
        board.shows_open(page, "10:00")
    shows_taken(second, "10:00")
    board.shows_open(second, "09:00")
    for page in (first, second):
        page.close()
    book(school, slots[2])
    shows_taken(third, "10:00")
    edge.settles_at(1)
    third.close()
    edge.settles_at(0)


def test_a_tab_that_dies_leaves_no_stream_and_takes_none_along(
    browser_of_tabs: BrowserContext, school: School, teacher: Teacher
) -> None:
    slots = teacher.publish(4)
    # The first leads, or has the worker in its process.
    first, second = tab(browser_of_tabs, teacher), tab(browser_of_tabs, teacher)
    crash(first)
    book(school, slots[1])
    shows_taken(second, "09:00")
    board.live(second)
    edge.settles_at(1)
    crash(second)
    edge.settles_at(0)


def test_the_board_of_a_tab_that_died_leaves_the_stream(
    browser_of_tabs: BrowserContext, school: School, teacher: Teacher
) -> None:
    other = school.teacher()
    kept, dying = tab(browser_of_tabs, teacher), tab(browser_of_tabs, other)
    crash(dying)
    # A stream is in nginx's log once it has ended: that of both boards, because the next has begun.
    both = re.compile(rf"teachers=.*\b{other.teacher_id}:")
    eventually(lambda: any(both.search(line["request"]) for line in edge.requests("/api/v1/events")), within=20)
    board.live(kept)
    kept.close()
    alone = f"teacher={teacher.teacher_id}&"
    last = eventually(lambda: [line["request"] for line in edge.requests("/api/v1/events") if alone in line["request"]])
    assert not both.search(last[-1])


def test_a_tab_with_an_older_board_than_the_others_misses_nothing(
    browser_of_tabs: BrowserContext, school: School, teacher: Teacher
) -> None:
    slots = teacher.publish(4)
    first = tab(browser_of_tabs, teacher)
    late = browser_of_tabs.new_page()

    def answer_late(route: Route) -> None:
        address = urlsplit(route.request.url)
        answer = school.visitor().get(f"{address.path}?{address.query}")
        book(school, slots[1])
        shows_taken(first, "09:00")
        route.fulfill(content_type="application/json", body=answer.body)

    late.route("**/slots?*", answer_late, times=1)
    late.goto(board.path_of(teacher))
    shows_taken(late, "09:00")
    edge.settles_at(1)


def test_tabs_that_come_and_go_under_a_hundred_events_end_with_the_true_board(
    browser_of_tabs: BrowserContext, school: School, teacher: Teacher
) -> None:
    slots = teacher.publish(8)
    pages = [tab(browser_of_tabs, teacher) for _ in range(2)]
    rivals = [school.student().client() for _ in range(4)]
    for round_, (rival, slot) in zip(range(50), itertools.cycle(zip(rivals, slots, strict=False))):
        assert rival.hold(slot).status == 200
        if round_ % 10 == 5:
            pages[round_ // 10 % 2].reload(wait_until="commit")
        assert rival.let_go(slot).status == 204
    for rival, slot in zip(rivals[:3], slots, strict=False):
        assert rival.book(slot).status == 201
    for page in pages:
        for clock in ("08:00", "09:00", "10:00"):
            shows_taken(page, clock)
        for clock in ("11:00", "12:00", "15:00"):
            board.shows_open(page, clock)
        board.live(page)
    edge.settles_at(1)


def test_a_visitor_who_goes_back_to_a_page_finds_it_live(
    browser_of_tabs: BrowserContext, school: School, teacher: Teacher
) -> None:
    slots = teacher.publish(4)
    page = tab(browser_of_tabs, teacher)
    page.goto("/problems/slot-taken")
    edge.settles_at(0)
    book(school, slots[1])
    page.go_back(wait_until="commit")
    shows_taken(page, "09:00")
    book(school, slots[2])
    shows_taken(page, "10:00")


# Chromium does not keep a page that has led.
@pytest.mark.disruptive
@pytest.mark.parametrize("browser_of_tabs", ["shared worker"], indirect=True)
def test_a_page_that_slept_through_a_restore_shows_what_was_restored(
    browser_of_tabs: BrowserContext, school: School, teacher: Teacher
) -> None:
    slots = teacher.publish(4)
    page = tab(browser_of_tabs, teacher)
    board.shows_open(page, "09:00")
    page.goto("/problems/slot-taken")
    edge.settles_at(0)
    # Another history has come as far as the same version.
    school.owner.execute("update slot set withdrawn_at = now() where id = %s", (slots[1],))
    school.owner.execute("select raise_epoch()")
    for pool in ("live", "api"):
        assert parts.kill(pool)
    parts.mend()
    page.go_back(wait_until="commit")
    expect(board.time(page, "09:00", "Open")).to_have_count(0, timeout=20_000)
    board.shows_open(page, "10:00")
    board.live(page)


@pytest.mark.disruptive
@pytest.mark.parametrize(
    ("browser_of_tabs", "status"),
    [("shared worker", 429), ("leading tab", 502), ("shared worker", 503)],
    indirect=["browser_of_tabs"],
)
def test_a_refused_stream_is_asked_for_again(
    browser_of_tabs: BrowserContext, school: School, teacher: Teacher, status: int
) -> None:
    slots = teacher.publish(4)
    pages = [tab(browser_of_tabs, teacher) for _ in range(2)]
    with edge.streams_answered(status):
        for page in pages:
            expect(page.locator("live-sign").first).to_have_text("Reconnecting", timeout=10_000)
        book(school, slots[1])
    for page in pages:
        expect(page.locator("live-sign").first).to_have_text("Live", timeout=30_000)
        shows_taken(page, "09:00")
    edge.settles_at(1)


@pytest.mark.disruptive
def test_while_the_stream_is_away_the_board_is_asked_by_its_tag(
    visitors: Visitors, school: School, teacher: Teacher, photograph
) -> None:
    slots = teacher.publish(4)
    page = tab(visitors.context(school), teacher)
    path = f"/api/v1/teachers/{teacher.teacher_id}/slots"
    with edge.streams_answered(503):
        expect(page.locator("live-sign").first).to_have_text(re.compile(r"^As of \d\d:\d\d$"), timeout=30_000)
        expect(page.get_by_text("Changes are not arriving")).to_be_visible()
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            photograph(page, f"stream-away-{width}")
        # The first is for another window than the page began with, and so without a tag.
        eventually(lambda: 304 in [entry["status"] for entry in edge.requests(path)], within=30)
        book(school, slots[1])
        expect(board.time(page, "09:00", "(Just taken|Taken)")).to_be_visible(timeout=30_000)
    expect(page.locator("live-sign").first).to_have_text("Live", timeout=30_000)


@pytest.mark.disruptive
def test_a_killed_live_process_costs_no_change(
    browser_of_tabs: BrowserContext, school: School, teacher: Teacher
) -> None:
    slots = teacher.publish(4)
    pages = [tab(browser_of_tabs, teacher) for _ in range(2)]
    assert parts.kill("live")
    book(school, slots[1])
    for page in pages:
        expect(board.time(page, "09:00", "(Just taken|Taken)")).to_be_visible(timeout=20_000)


def test_a_page_without_means_to_share_has_a_stream_of_its_own(
    visitors: Visitors, school: School, teacher: Teacher
) -> None:
    edge.settles_at(0)
    slots = teacher.publish(4)
    context = visitors.context(school)
    context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    pages = [tab(context, teacher) for _ in range(2)]
    edge.settles_at(2)
    book(school, slots[1])
    for page in pages:
        shows_taken(page, "09:00")


@pytest.mark.parametrize(
    "worker",
    [
        "const Real = SharedWorker; globalThis.SharedWorker = class { constructor() { return new Real('/no-such.js') } }",
        "globalThis.SharedWorker = class { port = new MessageChannel().port1 }",
    ],
    ids=["is not there", "says nothing"],
)
def test_a_shared_worker_that_cannot_be_had_is_made_up_for(
    visitors: Visitors, school: School, teacher: Teacher, worker: str
) -> None:
    edge.settles_at(0)
    slots = teacher.publish(4)
    context = visitors.context(school)
    context.add_init_script(worker)
    pages = [context.new_page() for _ in range(2)]
    for page in pages:
        page.goto(board.path_of(teacher))
    for page in pages:
        expect(page.locator("live-sign").first).to_have_text("Live", timeout=20_000)
    edge.settles_at(1)
    book(school, slots[1])
    for page in pages:
        shows_taken(page, "09:00")
