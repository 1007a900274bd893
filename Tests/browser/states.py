"""Every page in each of its states: empty, loaded, hold counting, dialog, error. A state is a name and how to get there."""

from collections.abc import Callable
from dataclasses import dataclass

import board
from conftest import Visitors
from playwright.sync_api import BrowserContext, Page, expect

from support.school import Person, School, Teacher


@dataclass
class Scene:
    """A school with a teacher who has times, one who has none, and a student."""

    visitors: Visitors
    school: School
    teacher: Teacher
    idle: Teacher
    student: Person
    slots: list[int]

    def open(self, path: str, person: Person | None = None, failing: str | None = None) -> Page:
        """A page whose requests to `failing` are answered 503."""
        context = self.visitors.context(self.school, person, reduced_motion="reduce")
        if failing:
            fail(context, failing)
        page = context.new_page()
        page.goto(path)
        return page


def fail(context: BrowserContext, pattern: str) -> None:
    body = '{"type":"/problems/unavailable","title":"Not available","status":503,"detail":"Try again in a moment."}'
    context.route(pattern, lambda route: route.fulfill(status=503, content_type="application/problem+json", body=body))


def directory_loaded(scene: Scene) -> Page:
    page = scene.open("/")
    expect(page.get_by_role("link", name=scene.teacher.name)).to_be_visible()
    return page


def directory_empty(scene: Scene) -> Page:
    page = scene.open("/?q=nobody-is-called-so")
    expect(page.get_by_text("No teacher matches")).to_be_visible()
    return page


def directory_failed(scene: Scene) -> Page:
    page = scene.open("/", failing="**/api/v1/teachers?*")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    return page


def board_loaded(scene: Scene) -> Page:
    page = scene.open(board.path_of(scene.teacher))
    board.shows_open(page, "10:00")
    return page


def board_empty(scene: Scene) -> Page:
    page = scene.open(board.path_of(scene.idle))
    expect(page.get_by_role("heading", level=1)).to_have_text(scene.idle.name)
    expect(page.locator("[data-loading]")).to_have_count(0)
    return page


def board_failed(scene: Scene) -> Page:
    page = scene.open(board.path_of(scene.teacher), failing="**/api/v1/teachers/*/slots*")
    expect(page.get_by_role("button", name="Try again").first).to_be_visible()
    return page


def board_missing(scene: Scene) -> Page:
    page = scene.open("/teachers/9007199254740991")
    expect(page.get_by_text("Nobody teaches at this address.")).to_be_visible()
    return page


def hold_counting(scene: Scene) -> Page:
    page = scene.open(board.path_of(scene.teacher), scene.student)
    board.choose(page, "10:00")
    return page


def booked(scene: Scene) -> Page:
    page = scene.open(board.path_of(scene.teacher), scene.student)
    board.book(page, "14:00")
    return page


def cancelling(scene: Scene) -> Page:
    page = booked_again(scene)
    board.sheet(page).get_by_role("button", name="Cancel").click()
    expect(board.sheet(page).get_by_label("Reason")).to_be_visible()
    return page


def booked_again(scene: Scene) -> Page:
    page = scene.open(board.path_of(scene.teacher), scene.student)
    board.time(page, "11:00", "Yours").click()
    return page


def booking_failed(scene: Scene) -> Page:
    context = scene.visitors.context(scene.school, scene.student, reduced_motion="reduce")
    page = context.new_page()
    page.goto(board.path_of(scene.teacher))
    board.choose(page, "12:00")
    fail(context, "**/api/v1/bookings")
    board.sheet(page).get_by_role("button", name="Book this time").click()
    expect(board.sheet(page).get_by_role("button", name="Try again")).to_be_visible()
    return page


def held_elsewhere(scene: Scene) -> Page:
    page = hold_counting(scene)
    page.goto("/")
    expect(page.get_by_role("region", name="Held for you")).to_be_visible()
    return page


def lost_race(scene: Scene) -> Page:
    context = scene.visitors.context(scene.school, scene.student, reduced_motion="reduce")
    board.deafen(context)
    page = context.new_page()
    page.goto(board.path_of(scene.teacher))
    board.freeze(page, "13:00")
    assert scene.school.student().client().book(scene.slots[5]).status == 201
    board.time(page, "13:00", "Open").click()
    expect(board.sheet(page).get_by_text("Somebody was faster")).to_be_visible()
    return page


def board_reconnecting(scene: Scene) -> Page:
    context = scene.visitors.context(scene.school, scene.student, reduced_motion="reduce")
    board.deafen(context)
    page = context.new_page()
    page.goto(board.path_of(scene.teacher))
    expect(page.locator("live-sign").first).to_have_text("Reconnecting")
    return page


def board_signed_out(scene: Scene) -> Page:
    page = scene.open(board.path_of(scene.teacher), scene.student)
    expect(board.time(page, "11:00", "Yours")).to_be_visible()
    assert scene.student.client().delete("/api/v1/session").status == 204
    expect(page.get_by_text("You were signed out.")).to_be_visible()
    return page


def lessons_loaded(scene: Scene) -> Page:
    page = scene.open("/lessons", scene.student)
    expect(page.get_by_role("region", name="Coming").get_by_role("listitem").first).to_be_visible()
    return page


def lessons_cancelling(scene: Scene) -> Page:
    page = lessons_loaded(scene)
    page.get_by_role("button", name="Cancel", exact=True).first.click()
    expect(page.get_by_label("Reason").first).to_be_visible()
    return page


def lessons_empty(scene: Scene) -> Page:
    page = scene.open("/lessons", scene.school.student())
    expect(page.get_by_text("You have no lessons yet.")).to_be_visible()
    return page


def lessons_signed_out(scene: Scene) -> Page:
    page = scene.open("/lessons")
    expect(page.get_by_text("You are signed out")).to_be_visible()
    return page


def lessons_failed(scene: Scene) -> Page:
    page = scene.open("/lessons", scene.student, failing="**/api/v1/bookings*")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    return page


def week_of(scene: Scene, teacher: Teacher, failing: str | None = None) -> Page:
    return scene.open(f"/week?week={teacher.tomorrow()}", teacher, failing)


def week_loaded(scene: Scene) -> Page:
    page = week_of(scene, scene.teacher)
    expect(board.time(page, "10:00", "Open")).to_be_visible()
    return page


def week_dialog(scene: Scene) -> Page:
    page = week_loaded(scene)
    board.time(page, "11:00", "Ada Novak").click()
    expect(board.sheet(page).get_by_text("Fractions, please")).to_be_visible()
    return page


def week_cancelling(scene: Scene) -> Page:
    page = week_dialog(scene)
    board.sheet(page).get_by_role("button", name="Cancel the booking of Ada Novak").click()
    expect(board.sheet(page).get_by_label("Reason")).to_be_visible()
    return page


def week_changing(scene: Scene) -> Page:
    page = week_loaded(scene)
    board.time(page, "10:00", "Open").click()
    board.sheet(page).get_by_role("button", name="Change").click()
    expect(board.sheet(page).get_by_label("Students")).to_be_visible()
    return page


def week_publishing(scene: Scene) -> Page:
    page = week_loaded(scene)
    page.locator("summary").click()
    page.get_by_role("group", name="On these days").get_by_text("Mon").click()
    expect(page.get_by_role("button", name="Publish 12 times")).to_be_visible()
    return page


def week_empty(scene: Scene) -> Page:
    page = week_of(scene, scene.idle)
    expect(page.get_by_role("button", name="Open your first times")).to_be_visible()
    return page


def week_of_a_student(scene: Scene) -> Page:
    page = scene.open("/week", scene.student)
    expect(page.get_by_text("This page is for teachers")).to_be_visible()
    return page


def week_signed_out(scene: Scene) -> Page:
    page = scene.open("/week")
    expect(page.get_by_text("You are signed out")).to_be_visible()
    return page


def week_failed(scene: Scene) -> Page:
    page = week_of(scene, scene.teacher, failing="**/api/v1/slots?*")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    return page


def profile_of_a_student(scene: Scene) -> Page:
    page = scene.open("/profile", scene.student)
    expect(page.get_by_role("main").get_by_role("button", name="Sign out")).to_be_visible()
    return page


def profile_of_a_teacher(scene: Scene) -> Page:
    page = scene.open("/profile", scene.teacher)
    expect(page.get_by_label("About you")).to_be_visible()
    return page


def profile_refused(scene: Scene) -> Page:
    page = profile_of_a_teacher(scene)
    page.get_by_label("Name", exact=True).fill(" ")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Write the name your students shall see.")).to_be_visible()
    return page


def profile_failed(scene: Scene) -> Page:
    page = scene.open("/profile", scene.teacher, failing="**/api/v1/profile")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    return page


def profile_signed_out(scene: Scene) -> Page:
    page = scene.open("/profile")
    expect(page.get_by_text("You are signed out")).to_be_visible()
    return page


def sign_in(scene: Scene) -> Page:
    return scene.open("/sign-in?next=/lessons")


def sign_in_refused(scene: Scene) -> Page:
    page = sign_in(scene)
    page.get_by_label("Email").fill("nobody@demo.test")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    return page


def sign_up(scene: Scene) -> Page:
    return scene.open("/sign-up")


def sign_up_refused(scene: Scene) -> Page:
    page = sign_up(scene)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("A password has at least 8 characters.").first).to_be_visible()
    return page


def unknown_page(scene: Scene) -> Page:
    page = scene.open("/no/such/page")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def problem_page(scene: Scene) -> Page:
    page = scene.open("/problems/slot-taken")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


STATES: list[Callable[[Scene], Page]] = [
    directory_loaded,
    directory_empty,
    directory_failed,
    board_loaded,
    board_empty,
    board_failed,
    board_missing,
    hold_counting,
    booked,
    cancelling,
    booking_failed,
    held_elsewhere,
    lost_race,
    board_reconnecting,
    board_signed_out,
    lessons_loaded,
    lessons_cancelling,
    lessons_empty,
    lessons_signed_out,
    lessons_failed,
    week_loaded,
    week_dialog,
    week_cancelling,
    week_changing,
    week_publishing,
    week_empty,
    week_of_a_student,
    week_signed_out,
    week_failed,
    profile_of_a_student,
    profile_of_a_teacher,
    profile_refused,
    profile_failed,
    profile_signed_out,
    sign_in,
    sign_in_refused,
    sign_up,
    sign_up_refused,
    unknown_page,
    problem_page,
]
