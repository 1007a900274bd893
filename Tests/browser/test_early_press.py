"""A time pressed before the page knows what is the reader's: the press waits, and then does what it would have done later."""

import re

import board
import pytest
from conftest import Visitors
from playwright.sync_api import BrowserContext, Page, Route, expect
from states import fail

from support.school import Person, School, Teacher

OWN = ("**/api/v1/holds", "**/api/v1/bookings?*", "**/api/v1/bookings/*")


class Barrier:
    """Keeps a browser's questions from the API until it is lifted: those after what is the reader's, if no others are named."""

    def __init__(self, context: BrowserContext, *patterns: str) -> None:
        self._waiting: list[Route] = []
        self._is_lifted = False
        for pattern in patterns or OWN:
            context.route(pattern, self._meet)

    def lift(self) -> None:
        self._is_lifted = True
        for route in self._waiting:
            route.continue_()

    def _meet(self, route: Route) -> None:
        if self._is_lifted:
            route.continue_()
        else:
            self._waiting.append(route)


@pytest.fixture
def context(visitors: Visitors, school: School, student: Person) -> BrowserContext:
    return visitors.context(school, student)


@pytest.fixture
def barrier(context: BrowserContext) -> Barrier:
    return Barrier(context)


def is_waiting(page: Page, clock: str) -> None:
    expect(board.time(page, clock)).to_have_attribute("aria-busy", "true")
    expect(board.sheet(page)).to_be_hidden()


def test_where_a_lesson_is_to_move_an_early_press_holds_nothing(
    context: BrowserContext, barrier: Barrier, teacher: Teacher, student: Person
) -> None:
    slots = teacher.publish(4)
    client = student.client()
    lesson = client.book(slots[0])["id"]
    assert client.hold(slots[1]).status == 200
    page = context.new_page()
    page.goto(f"{board.path_of(teacher)}?move={lesson}")
    board.time(page, "10:00", "Open").click()
    board.time(page, "11:00", "Open").click()
    is_waiting(page, "11:00")
    barrier.lift()
    expect(board.sheet(page).get_by_role("button", name="Move it here")).to_be_visible()
    expect(board.sheet(page)).to_contain_text("11:00")
    expect(board.time(page, "11:00")).not_to_have_attribute("aria-busy", "true")
    assert [hold["slot_id"] for hold in client.get("/api/v1/holds")["holds"]] == [slots[1]]


def test_an_early_press_on_ones_own_lesson_shows_it(
    context: BrowserContext, barrier: Barrier, teacher: Teacher, student: Person
) -> None:
    slots = teacher.publish(4)
    assert student.client().book(slots[1]).status == 201
    page = context.new_page()
    page.goto(board.path_of(teacher))
    board.time(page, "08:00").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    is_waiting(page, "09:00")
    expect(page.locator("change-news[role=status]")).to_contain_text("One moment")
    barrier.lift()
    expect(board.sheet(page).get_by_text("Booked", exact=True)).to_be_visible()


def test_an_early_press_for_a_lesson_that_cannot_move_holds_nothing(
    context: BrowserContext, barrier: Barrier, teacher: Teacher, student: Person
) -> None:
    teacher.publish(4)
    page = context.new_page()
    page.goto(f"{board.path_of(teacher)}?move=1")
    board.time(page, "10:00", "Open").click()
    is_waiting(page, "10:00")
    barrier.lift()
    expect(page.get_by_text("There is no such lesson.")).to_be_visible()
    expect(board.time(page, "10:00")).not_to_have_attribute("aria-busy", "true")
    assert student.client().get("/api/v1/holds")["holds"] == []


@pytest.mark.parametrize("is_early", [True, False], ids=["before own lessons are there", "while its week is loaded"])
def test_what_is_pressed_after_signing_in_counts_and_not_what_was_pressed_before(
    context: BrowserContext, barrier: Barrier, teacher: Teacher, student: Person, is_early: bool
) -> None:
    slots = teacher.publish(4)
    week = Barrier(context, "**/slots?*days=9")
    page = context.new_page()
    held: list[str] = []
    page.on("request", lambda request: held.append(request.url) if request.method == "PUT" else None)
    page.goto(f"{board.path_of(teacher)}?slot={slots[2]}")
    board.shows_open(page, "11:00")
    if is_early:
        board.time(page, "11:00").click()
        is_waiting(page, "11:00")
        barrier.lift()
    else:
        with page.expect_request("**/slots?*days=9"):
            barrier.lift()
        board.time(page, "11:00").click()
    expect(board.sheet(page).get_by_text("Held for you")).to_be_visible()
    week.lift()
    expect(page).to_have_url(re.compile(r"\?week=[\d-]+$"))
    expect(board.sheet(page)).to_contain_text("11:00")
    assert [url.split("/")[-2] for url in held] == [str(slots[3])]
    assert [hold["slot_id"] for hold in student.client().get("/api/v1/holds")["holds"]] == [slots[3]]


def test_a_lesson_that_could_not_be_loaded_still_moves(
    context: BrowserContext, teacher: Teacher, student: Person
) -> None:
    slots = teacher.publish(4)
    client = student.client()
    lesson = client.book(slots[0])["id"]
    fail(context, f"**/api/v1/bookings/{lesson}")
    page = context.new_page()
    page.goto(f"{board.path_of(teacher)}?move={lesson}")
    lacking = page.get_by_role("alert").filter(has_text="The lesson to move could not be loaded")
    expect(lacking).to_be_visible()
    board.time(page, "10:00", "Open").click()
    expect(page.get_by_text("so nothing was chosen")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"\bmove={lesson}\b"))
    context.unroute(f"**/api/v1/bookings/{lesson}")
    board.time(page, "11:00", "Open").click()
    expect(board.sheet(page).get_by_role("button", name="Move it here")).to_be_visible()
    expect(lacking).to_be_hidden()
    assert client.get("/api/v1/holds")["holds"] == []


def test_own_lessons_that_could_not_be_loaded_are_told_beside_the_move(
    context: BrowserContext, teacher: Teacher, student: Person
) -> None:
    slots = teacher.publish(4)
    lesson = student.client().book(slots[0])["id"]
    # A stream's first hint would ask for them again by itself.
    board.deafen(context)
    fail(context, "**/api/v1/holds")
    page = context.new_page()
    page.goto(f"{board.path_of(teacher)}?move={lesson}")
    move = page.get_by_text("Choose a new time for your lesson")
    expect(move).to_be_visible()
    lacking = page.get_by_role("alert").filter(has_text="Your own lessons could not be loaded")
    expect(lacking).to_be_visible()
    context.unroute("**/api/v1/holds")
    lacking.get_by_role("button", name="Try again").click()
    expect(board.time(page, "08:00", "Yours")).to_be_visible()
    expect(lacking).to_be_hidden()
    expect(move).to_be_visible()
