"""What a board asks for when it opens: the times at once, and nothing twice."""

from datetime import timedelta

import board
import pytest
from conftest import Visitors
from playwright.sync_api import Page

from support.school import Person, School, Teacher


def asked(page: Page) -> list[str]:
    return page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name.split('/api/v1/')[1] ?? '')")


def look_ahead(teacher: Teacher) -> str:
    """What a page soon asks for besides, where its first opening is in the second of its two weeks, as on a Sunday: the third."""
    first = teacher.tomorrow()
    return f"from={first + timedelta(days=6 - first.weekday())}&days=9"


@pytest.fixture
def opened(visitors: Visitors, school: School, teacher: Teacher, student: Person) -> Page:
    """A board with eight times, as a student meets it."""
    teacher.publish(8)
    page = visitors.context(school, student).new_page()
    page.goto(board.path_of(teacher))
    board.shows_open(page, "08:00")
    return page


def test_a_board_asks_for_each_thing_once(opened: Page, teacher: Teacher) -> None:
    names = asked(opened)
    assert [name for name in names if name.startswith("session")] == ["session"]
    assert names.count(f"teachers/{teacher.teacher_id}") == 1
    (times,) = [name for name in names if "/slots?" in name and not name.endswith(look_ahead(teacher))]
    assert times.endswith("/slots?days=16"), "two weeks, asked for before the first opening is known"


def test_a_first_visit_is_answered_before_the_pages_script_asks(opened: Page, teacher: Teacher) -> None:
    entries = opened.evaluate(
        "performance.getEntriesByType('resource').filter(({ name }) => /teachers|session/.test(name))"
        ".map(({ name, initiatorType }) => [name, initiatorType])"
    )
    initiators = [initiator for name, initiator in entries if not name.endswith(look_ahead(teacher))]
    assert initiators == ["link"] * 3, "the teacher, the times and the session"


def test_the_week_of_an_address_is_asked_for_at_once(visitors: Visitors, school: School, teacher: Teacher) -> None:
    teacher.skip_days(30)
    teacher.publish(1)
    page = visitors.context(school).new_page()
    wished = teacher.tomorrow() + timedelta(days=30)
    page.goto(f"{board.path_of(teacher)}?week={wished}")
    board.shows_open(page, "08:00")
    (times,) = [name for name in asked(page) if "/slots?" in name]
    assert f"from={wished - timedelta(days=wished.weekday() + 1)}&days=16" in times


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_first_opening_that_lies_far_ahead_is_found(
    visitors: Visitors, school: School, teacher: Teacher, zone: str
) -> None:
    teacher.skip_days(40)
    teacher.publish(1)
    page = visitors.context(school, zone=zone).new_page()
    page.goto(board.path_of(teacher))
    board.shows_open(page, r"\d\d:\d\d")
    prefetched, found = [name for name in asked(page) if "/slots?" in name][:2]
    assert "days=16" in prefetched and "days=9" in found


def test_a_board_that_could_not_be_prefetched_is_asked_for_again(
    visitors: Visitors, school: School, teacher: Teacher
) -> None:
    teacher.publish(8)
    context = visitors.context(school)
    context.route("**/slots?*days=16", lambda route: route.fulfill(status=503, json={}))
    page = context.new_page()
    page.goto(board.path_of(teacher))
    board.shows_open(page, "08:00")
