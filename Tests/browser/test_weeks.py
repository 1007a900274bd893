"""A board of several weeks, each asked for at another moment, and some answered from a cache: all of them hear of every change."""

from datetime import date, datetime, time, timedelta

import board
import pytest
from conftest import Visitors
from playwright.sync_api import BrowserContext, Page, expect

from support.school import School, Teacher


def weeks_ahead(teacher: Teacher, count: int) -> date:
    """The Monday of a week that no page shows by itself."""
    day = teacher.tomorrow()
    return day + timedelta(days=7 * count - day.weekday())


def outdate(context: BrowserContext, school: School, teacher: Teacher, monday: date) -> None:
    """Publishes a time in the week of `monday` and has it booked: whoever asks for that week is told that it is open still."""
    # Not on a day that the board of the week before or after has too.
    (slot,) = teacher.publish_at([(monday + timedelta(days=2), time(8))])
    window = f"from={monday - timedelta(days=1)}"
    before = school.visitor().get(f"/api/v1/teachers/{teacher.teacher_id}/slots?{window}&days=16").plain
    assert school.student().client().book(slot).status == 201
    context.route(f"**/slots?{window}&*", lambda route: route.fulfill(body=before, content_type="application/json"))


def turn(page: Page, way: str) -> None:
    page.get_by_role("button", name=f"{way} week").click()


@pytest.fixture
def context(visitors: Visitors, school: School) -> BrowserContext:
    return visitors.context(school)


def test_a_week_that_was_left_before_the_stream_began_hears_of_what_it_lacks(
    context: BrowserContext, school: School, teacher: Teacher
) -> None:
    monday = weeks_ahead(teacher, 4)
    outdate(context, school, teacher, monday)
    page = context.new_page()
    # The stream begins in the frame after the times: there is none until the clock goes on.
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(seconds=1))
    page.goto(f"{board.path_of(teacher)}?week={monday}")
    board.shows_open(page, "08:00")
    with page.expect_response(f"**/slots?from={monday + timedelta(days=6)}&*") as newer:
        turn(page, "Next")
    newer.value.finished()
    page.clock.resume()
    board.live(page)
    turn(page, "Previous")
    expect(board.time(page, "08:00", "(Just taken|Taken)")).to_be_visible()


def test_a_week_that_a_cache_answers_hears_of_what_came_before_the_stream(
    context: BrowserContext, school: School, teacher: Teacher
) -> None:
    monday = weeks_ahead(teacher, 6)
    outdate(context, school, teacher, monday)
    page = context.new_page()
    page.goto(f"{board.path_of(teacher)}?week={monday - timedelta(days=14)}")
    board.live(page)
    turn(page, "Next")
    turn(page, "Next")
    expect(board.time(page, "08:00", "(Just taken|Taken)")).to_be_visible()
