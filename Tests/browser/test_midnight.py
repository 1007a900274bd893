"""A board that stays open into the next day."""

import board
from conftest import Visitors
from playwright.sync_api import expect

from support.school import School, Teacher


def test_a_board_left_open_overnight_says_which_day_it_is(visitors: Visitors, school: School, teacher: Teacher) -> None:
    teacher.publish(4)
    context = visitors.context(school)
    # A heartbeat would tell the page the true time.
    board.deafen(context)
    page = context.new_page()
    page.clock.install()
    page.goto(board.path_of(teacher))
    board.shows_open(page, "08:00")
    today = page.locator('[aria-current="date"]')
    tomorrow = f"{teacher.tomorrow():%a}"
    # On a Sunday the board shows the next week, in which today is not.
    expect(today.filter(has_text=tomorrow)).to_have_count(0)
    page.clock.fast_forward("24:00:00")
    expect(today).to_contain_text(tomorrow)
