"""What is the reader's own: every tab learns at once what was done elsewhere, and that the session is over."""

import re

import board
import pytest
from conftest import Visitors
from playwright.sync_api import BrowserContext, Page, Route, expect

from support import edge
from support.client import Client
from support.school import PASSWORD, Person, School, Teacher, new_account

pytestmark = pytest.mark.alone

SIGNED_OUT = re.compile("You (were|are) signed out")


@pytest.fixture
def context(visitors: Visitors, school: School, student: Person) -> BrowserContext:
    edge.settles_at(0)
    return visitors.context(school, student)


@pytest.fixture
def phone(student: Person) -> Client:
    """The same person somewhere else."""
    return student.elsewhere().client()


def tab(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.goto(path)
    return page


def test_what_i_do_elsewhere_shows_in_every_tab(context: BrowserContext, teacher: Teacher, phone: Client) -> None:
    slots = teacher.publish(6)
    page, lessons = tab(context, board.path_of(teacher)), tab(context, "/lessons")
    page.bring_to_front()
    board.live(page)
    expect(lessons.get_by_text("You have no lessons yet.")).to_be_visible()
    edge.settles_at(1)
    assert phone.hold(slots[1]).status == 200
    expect(board.sheet(page).get_by_text("Held for you")).to_be_visible()
    assert phone.book(slots[1]).status == 201
    expect(board.sheet(page).get_by_text("Booked", exact=True)).to_be_visible()
    expect(board.time(page, "09:00", "Yours")).to_be_visible()
    expect(lessons.get_by_role("region", name="Coming").get_by_role("listitem")).to_have_count(1)


def test_a_lesson_that_the_teacher_cancels_is_gone_at_once(
    context: BrowserContext, teacher: Teacher, student: Person
) -> None:
    slots = teacher.publish(4)
    booking = student.client().book(slots[1])["id"]
    page, lessons = tab(context, board.path_of(teacher)), tab(context, "/lessons")
    expect(board.time(page, "09:00", "Yours")).to_be_visible()
    board.live(page)
    expect(lessons.get_by_role("region", name="Coming").get_by_role("listitem")).to_have_count(1)
    answer = teacher.client().put(f"/api/v1/bookings/{booking}/cancellation", {"reason": "Ill"})
    assert answer.status == 200
    expect(board.time(page, "09:00", "Yours")).to_have_count(0)
    expect(lessons.get_by_text("Ill")).to_be_visible()


def test_a_hold_let_go_elsewhere_leaves_every_page(context: BrowserContext, teacher: Teacher, phone: Client) -> None:
    slots = teacher.publish(4)
    page = tab(context, board.path_of(teacher))
    board.choose(page, "09:00")
    directory = tab(context, "/")
    held = directory.get_by_role("region", name="Held for you")
    expect(held).to_be_visible()
    assert phone.let_go(slots[1]).status == 204
    expect(held).to_be_hidden()


def test_changes_of_others_make_no_tab_ask_for_its_own(
    context: BrowserContext, school: School, teacher: Teacher
) -> None:
    slots = teacher.publish(8)
    page = tab(context, board.path_of(teacher))
    board.live(page)
    rival = school.student().client()
    # The first event may still meet what the page asks as it opens.
    assert rival.book(slots[0]).status == 201
    expect(board.time(page, "08:00", "Taken")).to_be_visible(timeout=10_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for slot in slots[1:5]:
        assert rival.book(slot).status == 201
    expect(board.time(page, "12:00", "Taken")).to_be_visible(timeout=10_000)
    assert [url for url in asked if "/holds" in url or "/bookings" in url] == []


def sign_out(person: Person) -> None:
    """Ends the session of this person's browser from outside."""
    assert person.client().delete("/api/v1/session").status == 204


def shows_signed_out(page: Page, student: Person) -> None:
    expect(page.get_by_text(SIGNED_OUT)).to_be_visible()
    expect(page.get_by_role("main").or_(page.get_by_role("status")).get_by_role("link", name="Sign in")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Sign in")).to_be_visible()
    # Nowhere, not even out of sight.
    for private in (student.name, student.email, "Fractions, please", "meet.example"):
        assert private not in page.content()


def test_the_end_of_a_session_shows_in_every_tab(
    visitors: Visitors, context: BrowserContext, school: School, teacher: Teacher, student: Person, photograph
) -> None:
    slots = teacher.publish(6, place="https://meet.example/42")
    assert student.client().book(slots[1], note="Fractions, please").status == 201
    page = tab(context, board.path_of(teacher))
    board.live(page)
    board.time(page, "09:00", "Yours").click()
    expect(board.sheet(page).get_by_text("Fractions, please")).to_be_visible()
    pages = [page, *(tab(context, path) for path in ("/", "/lessons", "/profile"))]
    for other in pages[1:]:
        expect(other.get_by_role("button", name="Sign out").first).to_be_visible()
    edge.settles_at(1)

    sign_out(student)

    for other in pages:
        shows_signed_out(other, student)
    expect(board.time(page, "09:00", "Taken")).to_be_visible()
    expect(board.sheet(page)).to_have_count(0)
    # The board goes on without the reader's own topic.
    assert school.student().client().book(slots[2]).status == 201
    expect(board.time(page, "10:00", "(Just taken|Taken)")).to_be_visible()
    board.live(page)
    edge.settles_at(1)
    page.bring_to_front()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        photograph(page, f"signed-out-{width}")
    way_back = page.get_by_role("link", name="Sign in again")
    expect(way_back).to_have_attribute("href", re.compile("next=%2Fteachers%2F"))


def test_a_teachers_week_is_gone_with_the_session(visitors: Visitors, school: School, teacher: Teacher) -> None:
    edge.settles_at(0)
    slots = teacher.publish(4)
    assert school.student("Ada Novak").client().book(slots[1]).status == 201
    week = tab(visitors.context(school, teacher), f"/week?week={teacher.tomorrow()}")
    board.live(week)
    expect(week.get_by_text("Ada Novak")).to_be_visible()
    sign_out(teacher)
    shows_signed_out(week, teacher)
    assert "Ada Novak" not in week.content()


def test_who_signs_out_in_one_tab_is_signed_out_in_the_others(
    context: BrowserContext, teacher: Teacher, student: Person
) -> None:
    teacher.publish(4)
    page, other = tab(context, board.path_of(teacher)), tab(context, board.path_of(teacher))
    board.live(page)
    board.live(other)
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url(lambda url: url.endswith("/"))
    shows_signed_out(other, student)
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Sign in")).to_be_visible()
    assert not page.get_by_text(SIGNED_OUT).is_visible(), "it is no news to who did it"


def test_going_back_after_signing_out_shows_nothing_private(
    context: BrowserContext, teacher: Teacher, student: Person
) -> None:
    slots = teacher.publish(4, place="https://meet.example/42")
    assert student.client().book(slots[1], note="Fractions, please").status == 201
    context.add_init_script("addEventListener('pageshow', (e) => e.persisted && sessionStorage.setItem('kept', 'yes'))")
    lessons = tab(context, "/lessons")
    expect(lessons.get_by_role("region", name="Coming").get_by_role("listitem")).to_have_count(1)
    lessons.get_by_role("button", name="Sign out").first.click()
    lessons.wait_for_url(lambda url: url.endswith("/"))
    lessons.go_back(wait_until="commit")
    shows_signed_out(lessons, student)
    assert lessons.evaluate("sessionStorage.getItem('kept')") == "yes", "the browser did not keep the page as it was"


def test_a_hold_that_is_answered_after_the_end_of_the_session_is_nobodys(
    context: BrowserContext, teacher: Teacher, student: Person
) -> None:
    slots = teacher.publish(4)
    page = tab(context, board.path_of(teacher))
    board.live(page)

    def answer_late(route: Route) -> None:
        answer = student.client().hold(slots[1])
        sign_out(student)
        expect(page.get_by_text(SIGNED_OUT)).to_be_visible()
        route.fulfill(content_type="application/json", body=answer.body)

    page.route("**/hold", answer_late)
    with page.expect_response("**/hold") as answered:
        board.time(page, "09:00", "Open").click()
    assert answered.value.finished() is None
    expect(board.time(page, "09:00", "(Held|Just held)")).to_be_visible()
    assert page.evaluate("localStorage.getItem('slotboard:held')") is None
    expect(board.sheet(page)).to_have_count(0)
    expect(board.time(page, "09:00", "Yours")).to_have_count(0)


def test_holds_that_are_listed_after_the_end_of_the_session_are_nobodys(
    context: BrowserContext, teacher: Teacher, student: Person
) -> None:
    teacher.publish(4)
    board.choose(tab(context, board.path_of(teacher)), "09:00")
    directory = context.new_page()

    def answer_late(route: Route) -> None:
        answer = student.client().get("/api/v1/holds")
        sign_out(student)
        expect(directory.get_by_text(SIGNED_OUT)).to_be_visible()
        route.fulfill(content_type="application/json", body=answer.body)

    directory.route("**/holds", answer_late, times=1)
    with directory.expect_response("**/holds") as answered:
        directory.goto("/")
    assert answered.value.finished() is None
    expect(directory.get_by_role("region", name="Held for you")).to_be_hidden()
    shows_signed_out(directory, student)


def test_a_board_that_opens_as_the_session_ends_is_for_everybody(
    visitors: Visitors, school: School, teacher: Teacher
) -> None:
    edge.settles_at(0)
    teacher.publish(4)
    page = visitors.context(school, teacher).new_page()

    def answer_late(route: Route) -> None:
        expect(page.get_by_role("button", name="Sign out").first).to_be_visible()
        sign_out(teacher)
        expect(page.get_by_text(SIGNED_OUT)).to_be_visible()
        route.continue_()

    page.route(f"**/api/v1{board.path_of(teacher)}", answer_late)
    page.goto(board.path_of(teacher))
    board.shows_open(page, "09:00")
    expect(page.get_by_text("This is your board")).to_have_count(0)
    assert teacher.name in page.title()


def test_another_reader_in_this_browser_ends_the_tabs_of_the_first(
    context: BrowserContext, school: School, teacher: Teacher, student: Person
) -> None:
    account = new_account()
    assert school.visitor().post("/api/v1/accounts", account).status == 201
    teacher.publish(4)
    page = tab(context, board.path_of(teacher))
    board.live(page)
    # Signing in where somebody is signed in takes the cookie over; the first session itself goes on.
    second = tab(context, "/sign-in")
    second.get_by_label("Email").fill(str(account["email"]))
    second.get_by_label("Password").fill(PASSWORD)
    second.get_by_role("main").get_by_role("button", name="Sign in").click()
    second.wait_for_url(lambda url: "/sign-in" not in url)
    shows_signed_out(page, student)
    expect(second.get_by_role("link", name=str(account["name"])).first).to_be_visible()


@pytest.mark.disruptive
def test_what_happens_while_the_stream_is_away_is_made_up_for(
    context: BrowserContext, teacher: Teacher, phone: Client, student: Person
) -> None:
    slots = teacher.publish(4)
    page = tab(context, board.path_of(teacher))
    board.live(page)
    with edge.streams_answered(503):
        assert phone.book(slots[1]).status == 201
    expect(board.time(page, "09:00", "Yours")).to_be_visible(timeout=30_000)
    with edge.streams_answered(502):
        sign_out(student)
    expect(page.get_by_text(SIGNED_OUT)).to_be_visible(timeout=30_000)
    shows_signed_out(page, student)
    board.live(page)
