"""A time pressed before the page knows what is the reader's: the press waits, and then does what it would have done later."""

import board
import pytest
from conftest import Visitors
from playwright.sync_api import BrowserContext, Page, Route, expect

from support.school import Person, School, Teacher


class Barrier:
    """Keeps a browser's questions after what is the reader's from the API until it is lifted."""

    def __init__(self, context: BrowserContext) -> None:
        self._waiting: list[Route] = []
        self._is_lifted = False
        for pattern in ("**/api/v1/holds", "**/api/v1/bookings?*", "**/api/v1/bookings/*"):
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
