"""A teacher's week and profile."""

import re

import board
from conftest import Visit
from playwright.sync_api import Page, expect

from support.school import Person, School, Teacher


def week(visit: Visit, teacher: Teacher, **more: object) -> Page:
    return visit(teacher.school, f"/week?week={teacher.tomorrow()}", teacher, **more)


def test_times_are_counted_before_they_are_published(visit: Visit, teacher: Teacher, photograph) -> None:
    page = week(visit, teacher)
    page.get_by_role("button", name="Open your first times").click()
    for day in ("Mon", "Wed"):
        page.get_by_role("group", name="On these days").get_by_text(day).click()
    page.get_by_label("From").fill("15:00")
    page.get_by_label("To", exact=True).fill("18:30")
    page.get_by_label("Minutes each").fill("45")
    page.get_by_label("Weeks").fill("3")
    expect(page.get_by_role("status").get_by_text("24 times")).to_be_visible()
    photograph(page, "publish-count")
    page.get_by_role("button", name="Publish 24 times").click()
    expect(page.get_by_text("24 times are on your board now.")).to_be_visible()
    shown = teacher.board()["slots"]
    assert len(shown) == 24
    assert {slot["local_start"][11:] for slot in shown} == {"15:00", "15:45", "16:30", "17:15"}
    assert board.time(page, "15:45", "Open").is_visible()


def test_times_that_overlap_are_named_and_can_be_left_out(visit: Visit, teacher: Teacher) -> None:
    taken = teacher.publish(1)
    page = week(visit, teacher)
    page.locator("summary").click()
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        page.get_by_role("group", name="On these days").get_by_text(day).click()
    page.get_by_label("From").fill("08:30")
    page.get_by_label("To", exact=True).fill("09:30")
    page.get_by_label("Weeks").fill("1")
    page.get_by_role("button", name="Publish 7 times").click()
    refusal = page.get_by_role("alert").filter(has_text="1 of 7 times")
    expect(refusal).to_be_visible()
    assert [slot["id"] for slot in teacher.board()["slots"]] == taken, "none of them is published"
    refusal.get_by_role("button", name=re.compile("Leave it out")).click()
    expect(page.get_by_text("6 times are on your board now.")).to_be_visible()


def test_a_teacher_sees_who_holds_and_who_booked_as_it_happens(
    visit: Visit, school: School, teacher: Teacher, student: Person
) -> None:
    slot = teacher.publish(4)[1]
    page = week(visit, teacher)
    board.live(page)
    student.client().hold(slot)
    expect(board.time(page, "09:00", "Held by Ada Novak")).to_be_visible()
    student.client().book(slot, note="Fractions, please")
    expect(board.time(page, "09:00", "Ada Novak")).to_be_visible()
    board.time(page, "09:00").click(delay=450)
    expect(board.sheet(page)).to_contain_text("Fractions, please")


def test_a_teacher_cancels_with_a_reason_that_the_student_reads(
    visit: Visit, school: School, teacher: Teacher, student: Person
) -> None:
    slot = teacher.publish(4)[1]
    student.client().book(slot)
    page = week(visit, teacher)
    board.time(page, "09:00", "Ada Novak").click()
    board.sheet(page).get_by_role("button", name="Cancel the booking of Ada Novak").click()
    board.sheet(page).get_by_label("Reason").fill("I am ill, sorry")
    board.sheet(page).get_by_role("button", name="Cancel the booking").click()
    expect(page.get_by_text("The booking is cancelled.")).to_be_visible()
    lessons = visit(school, "/lessons", student)
    expect(lessons.get_by_text("I am ill, sorry")).to_be_visible()


def test_a_teacher_withdraws_and_changes_times(visit: Visit, school: School, teacher: Teacher) -> None:
    teacher.publish(4)
    page = week(visit, teacher)
    board.time(page, "09:00", "Open").click()
    board.sheet(page).get_by_role("button", name="Withdraw").click()
    board.sheet(page).get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("The time is withdrawn.")).to_be_visible()
    page.keyboard.press("Escape")

    board.time(page, "10:00", "Open").click()
    board.sheet(page).get_by_role("button", name="Change").click()
    board.sheet(page).get_by_label("Students").fill("4")
    board.sheet(page).get_by_label("Place").fill("Room 7")
    board.sheet(page).get_by_role("button", name="Save").click()
    expect(board.time(page, "10:00", "0 of 4 booked")).to_be_visible()

    shown = {slot["local_start"][11:]: slot for slot in teacher.board()["slots"]}
    assert "09:00" not in shown and shown["10:00"]["seats_left"] == 4
    assert school.student().client().book(shown["10:00"]["id"])["place"] == "Room 7"


def test_a_teacher_says_what_students_see(visit: Visit, school: School, teacher: Teacher, student: Person) -> None:
    page = visit(school, "/profile", teacher)
    page.get_by_label("Subjects").fill("Latin, Greek")
    page.get_by_label("About you").fill("Two honest sentences. Really.")
    page.get_by_label("Place of your lessons").fill("https://meet.example/me")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Place of your lessons")).to_have_value("https://meet.example/me")
    seen = visit(school, board.path_of(teacher), student)
    expect(seen.get_by_role("main")).to_contain_text("Latin")
    expect(seen.get_by_role("main")).to_contain_text("Two honest sentences.")


def test_signing_out_on_the_profile_ends_it(visit: Visit, school: School, student: Person) -> None:
    page = visit(school, "/profile", student)
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    assert student.client().get("/api/v1/session")["person"] is None
