"""The board page as a person meets it: times by their words, the sheet by its buttons."""

import re

from playwright.sync_api import BrowserContext, Locator, Page, expect

from support.school import Teacher


def path_of(teacher: Teacher) -> str:
    return f"/teachers/{teacher.teacher_id}"


def time(page: Page, clock: str, word: str = "") -> Locator:
    """The slot that begins at `clock` and reads `word`, on the first day that has it."""
    return page.get_by_role("button", name=re.compile(rf"^{clock} \d+ min {word}")).first


def sheet(page: Page) -> Locator:
    return page.get_by_role("dialog")


def shows_open(page: Page, clock: str) -> None:
    expect(time(page, clock, "Open")).to_be_visible()


def choose(page: Page, clock: str) -> None:
    time(page, clock, "Open").click()
    expect(sheet(page).get_by_text("Held for you")).to_be_visible()


def book(page: Page, clock: str) -> None:
    choose(page, clock)
    sheet(page).get_by_role("button", name="Book this time").click()
    expect(sheet(page).get_by_text("Booked", exact=True)).to_be_visible()


def deafen(context: BrowserContext) -> None:
    """Pages of this browser have no stream. (What a shared worker asks for cannot be stopped from here.)"""
    context.add_init_script("delete globalThis.SharedWorker")
    context.route("**/api/v1/events*", lambda route: route.abort())


def freeze(page: Page, clock: str) -> None:
    """A page without a stream keeps the board it has, with an open time at `clock`: it does not ask for another either."""
    shows_open(page, clock)
    page.route("**/slots?*", lambda route: route.abort())


def live(page: Page) -> None:
    """Waits until the page hears of changes."""
    expect(page.locator("live-sign").first).to_have_text("Live")
