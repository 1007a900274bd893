"""From a stranger to a booked lesson, and what every other open page sees of it."""

import re
import time as clock

import board
import pytest
from conftest import Visit, Visitors
from playwright.sync_api import Page, expect

from support.client import Client
from support.school import PASSWORD, Person, School, Teacher, new_account


def test_one_window_books_and_the_other_sees_it_within_a_second(
    visit: Visit, school: School, teacher: Teacher, student: Person
) -> None:
    teacher.publish(4)
    booker, watcher = visit(school, board.path_of(teacher), student), visit(school, board.path_of(teacher))
    board.live(watcher)
    board.choose(booker, "09:00")
    expect(board.time(watcher, "09:00", "Held")).to_be_visible(timeout=1000)
    book_button = board.sheet(booker).get_by_role("button", name="Book this time")
    started = clock.monotonic()
    book_button.click()
    board.time(watcher, "09:00", "(Just taken|Taken)").wait_for(timeout=1000)
    seen = clock.monotonic() - started
    print(f"the other window saw the booking {seen:.3f} s after the press")
    assert seen < 1
    expect(board.time(watcher, "09:00", "Taken")).to_be_visible()


def test_a_stranger_books_in_three_steps(visit: Visit, school: School, teacher: Teacher, photograph) -> None:
    teacher.publish(4)
    account = new_account(time_zone="UTC")
    assert school.visitor().post("/api/v1/accounts", account).status == 201
    page = visit(school, board.path_of(teacher))

    board.time(page, "10:00", "Open").click()

    page.get_by_label("Email").fill(str(account["email"]))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(re.compile(re.escape(board.path_of(teacher))))
    expect(board.sheet(page).get_by_text("Held for you")).to_be_visible()
    photograph(page, "journey-held")
    board.sheet(page).get_by_role("button", name="Book this time").click()

    expect(board.sheet(page).get_by_text("Booked", exact=True)).to_be_visible()
    expect(board.time(page, "10:00", "Yours")).to_be_visible()
    photograph(page, "journey-booked")


def test_a_new_student_signs_up_and_is_right_back_with_the_time_held(
    visit: Visit, school: School, teacher: Teacher
) -> None:
    teacher.publish(4)
    page = visit(school, board.path_of(teacher))
    board.time(page, "10:00", "Open").click()
    page.get_by_role("main").get_by_role("link", name="Create an account").click()
    account = new_account()
    page.get_by_label("Your name").fill(str(account["name"]))
    page.get_by_label("Email").fill(str(account["email"]))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(board.sheet(page).get_by_text("Held for you")).to_be_visible()


def test_signing_in_never_leads_to_another_site(visit: Visit, school: School) -> None:
    account = new_account()
    school.visitor().post("/api/v1/accounts", account)
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        page = visit(school, f"/sign-in?next={target}")
        page.get_by_label("Email").fill(str(account["email"]))
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        assert page.url.startswith(f"http://{school.host}:")


def test_a_hold_survives_a_reload_and_shows_in_a_second_tab(
    visitors: Visitors, school: School, teacher: Teacher, student: Person
) -> None:
    teacher.publish(4)
    context = visitors.context(school, student)
    page = context.new_page()
    page.goto(board.path_of(teacher))
    board.choose(page, "09:00")
    before = seconds_left(page)
    second = context.new_page()
    second.goto(board.path_of(teacher))
    expect(board.sheet(second).get_by_text("Held for you")).to_be_visible()
    page.reload()
    expect(board.sheet(page).get_by_text("Held for you")).to_be_visible()
    assert before - 15 < seconds_left(page) <= before
    board.sheet(second).get_by_role("button", name="Let go").click()
    expect(board.time(second, "09:00", "Open")).to_be_visible()
    expect(board.time(page, "09:00", "(Open|Free again)")).to_be_visible()
    expect(board.sheet(page)).to_be_hidden()


def test_a_hold_shows_on_every_other_page_with_the_way_back(
    visitors: Visitors, school: School, teacher: Teacher, student: Person
) -> None:
    teacher.publish(4)
    other = school.teacher()
    other.publish(4)
    context = visitors.context(school, student)
    page = context.new_page()
    page.goto(board.path_of(teacher))
    board.choose(page, "09:00")
    second = context.new_page()
    held = second.get_by_role("region", name="Held for you")
    for path in ("/", "/lessons", board.path_of(other)):
        second.goto(path)
        expect(held).to_contain_text(f"with {teacher.name}")
    held.get_by_role("link", name="Show").click()
    expect(board.sheet(second).get_by_text("Held for you")).to_be_visible()
    expect(held).to_be_hidden()
    second.goto(board.path_of(other))
    expect(held).to_be_visible()
    board.sheet(page).get_by_role("button", name="Let go").click()
    expect(held).to_be_hidden()


def test_a_move_begins_where_the_reader_sees_what_to_do(visit: Visit, school: School, teacher: Teacher) -> None:
    teacher.publish(8)
    student = school.student()
    page = visit(school, board.path_of(teacher), student, height=500)
    board.book(page, "15:00")
    board.sheet(page).get_by_role("button", name="Move").click()
    expect(page.get_by_text("Choose a new time for your lesson")).to_be_in_viewport()


def seconds_left(page: Page) -> int:
    minutes, seconds = board.sheet(page).get_by_role("timer").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def test_a_hold_that_runs_out_says_so_and_opens_the_time(
    visit: Visit, school: School, teacher: Teacher, student: Person
) -> None:
    school.change_policy(hold_seconds=2)
    teacher.publish(4)
    page = visit(school, board.path_of(teacher), student)
    board.choose(page, "09:00")
    expect(board.sheet(page).get_by_text("Your hold ran out.")).to_be_visible()
    expect(board.time(page, "09:00", "Open")).to_be_visible()
    board.sheet(page).get_by_role("button", name="Hold it again").click()
    expect(board.sheet(page).get_by_text("Held for you")).to_be_visible()


def test_who_loses_the_race_is_offered_the_nearest_times_in_place(
    visit: Visit, visitors: Visitors, school: School, teacher: Teacher, student: Person, photograph
) -> None:
    slots = teacher.publish(6)
    context = visitors.context(school, student)
    board.deafen(context)
    page = context.new_page()
    page.goto(board.path_of(teacher))
    board.freeze(page, "10:00")
    school.student().client().book(slots[2])

    board.time(page, "10:00", "Open").click()
    refused = board.sheet(page)
    expect(refused.get_by_text("Somebody was faster")).to_be_visible()
    offers = refused.get_by_role("listitem").get_by_role("button")
    expect(offers).to_have_count(3)
    photograph(page, "lost-race")
    offers.first.click()
    expect(refused.get_by_text("Held for you")).to_be_visible()
    refused.get_by_role("button", name="Book this time").click()
    expect(refused.get_by_text("Booked", exact=True)).to_be_visible()


def test_a_lesson_is_moved(visit: Visit, school: School, teacher: Teacher, student: Person) -> None:
    teacher.publish(6)
    page = visit(school, board.path_of(teacher), student)
    board.book(page, "09:00")
    board.sheet(page).get_by_role("button", name="Move").click()
    board.time(page, "11:00", "Open").click()
    board.sheet(page).get_by_role("button", name="Move it here").click()
    expect(board.time(page, "11:00", "Yours")).to_be_visible()
    expect(board.time(page, "09:00", "Open")).to_be_visible()


def test_a_lesson_is_cancelled(visit: Visit, school: School, teacher: Teacher, student: Person) -> None:
    teacher.publish(4)
    page = visit(school, board.path_of(teacher), student)
    board.book(page, "09:00")
    board.sheet(page).get_by_role("button", name="Cancel").click()
    board.sheet(page).get_by_label("Reason").fill("A cold")
    board.sheet(page).get_by_role("button", name="Cancel the lesson").click()
    expect(board.time(page, "09:00", "Open")).to_be_visible()
    expect(board.sheet(page)).to_be_hidden()


def test_the_lesson_goes_into_a_calendar(visit: Visit, school: School, teacher: Teacher, student: Person) -> None:
    teacher.publish(4, place="https://meet.example/42")
    page = visit(school, board.path_of(teacher), student)
    board.book(page, "09:00")
    with page.expect_download() as download:
        board.sheet(page).get_by_role("link", name="Add to calendar").click()
    assert download.value.suggested_filename.endswith(".ics")
    text = download.value.path().read_bytes().decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    day = teacher.tomorrow().strftime("%Y%m%d")
    assert f"DTSTART:{day}T090000Z" in text and f"DTEND:{day}T100000Z" in text
    assert "meet.example/42" in text and "Maria Ilieva" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_my_lessons_move_and_cancel(visit: Visit, school: School, teacher: Teacher, student: Person) -> None:
    first, second = teacher.publish(2)
    for slot in (first, second):
        assert student.client().book(slot).status == 201
    page = visit(school, "/lessons", student)
    lessons = page.get_by_role("region", name="Coming").get_by_role("listitem")
    expect(lessons).to_have_count(2)
    expect(lessons.first).to_contain_text("08:00 – 09:00")

    lessons.first.get_by_role("button", name="Cancel", exact=True).click()
    lessons.first.get_by_label("Reason").fill("A cold")
    lessons.first.get_by_role("button", name="Cancel the lesson").click()
    expect(lessons.first).to_contain_text(re.compile("cancelled", re.IGNORECASE))
    assert school.active_bookings(first) == 0

    lessons.nth(1).get_by_role("link", name="Move").click()
    expect(page.get_by_text("Choose a new time")).to_be_visible()
    board.time(page, "08:00", "Open").click()
    board.sheet(page).get_by_role("button", name="Move it here").click()
    expect(board.time(page, "08:00", "Yours")).to_be_visible()
    assert school.active_bookings(first) == 1 and school.active_bookings(second) == 0


def test_both_zones_stand_where_they_differ(visit: Visit, school: School) -> None:
    teacher = school.teacher("America/Vancouver", "Kai Tanaka")
    teacher.publish(4)
    student = school.student()
    page = visit(school, board.path_of(teacher), student, zone="Europe/Zurich")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kai Tanaka")
    slot = page.get_by_role("button", name=re.compile(r"^\d\d:\d\d 60 min Open")).first
    assert not slot.inner_text().startswith("08:00")
    slot.click()
    expect(board.sheet(page)).to_contain_text("in Vancouver")


def test_a_press_within_a_moment_of_a_change_does_not_count(
    visitors: Visitors, school: School, teacher: Teacher, student: Person
) -> None:
    slot = teacher.publish(4)[1]
    rival = school.student().client()
    booking = rival.book(slot)["id"]
    page = visitors.context(school, student).new_page()
    page.clock.install()
    page.goto(board.path_of(teacher))
    board.live(page)
    # The page's time stands still, so that a slow machine presses within the moment too.
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 5)
    box = board.time(page, "09:00", "Taken").bounding_box()
    assert box
    rival.cancel(booking)
    board.time(page, "09:00", "(Free again|Open)").wait_for()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_text("changed as you pressed it")).to_be_visible()
    assert holds(student.client()) == []
    page.clock.run_for(450)
    page.clock.resume()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(board.sheet(page).get_by_text("Held for you")).to_be_visible()


def holds(client: Client) -> list[dict]:
    return client.get("/api/v1/holds")["holds"]


def test_a_hundred_changes_leave_focus_and_scroll_alone_and_are_told_in_batches(
    visit: Visit, school: School, teacher: Teacher, student: Person
) -> None:
    slots = teacher.publish(24)
    page = visit(school, board.path_of(teacher), student, width=400, height=500)
    board.live(page)
    focused = board.time(page, "09:00", "Open")
    focused.focus()
    page.mouse.wheel(0, 120)
    page.wait_for_function("scrollY > 0")
    place = page.evaluate("scrollY")
    news = page.locator("change-news")
    expect(news).to_have_role("status")  # Polite: it waits until the listener has heard the rest.
    news.evaluate(REMEMBER_TEXTS)
    page.evaluate("addEventListener('focusin', () => window.focusMoved = true)")
    rival = school.student().client()
    started = clock.monotonic()
    for _ in range(50):
        assert rival.hold(slots[0]).status == 200
        assert rival.let_go(slots[0]).status == 204
    rival.book(slots[3])
    expect(board.time(page, "11:00", "(Just taken|Taken)")).to_be_visible()
    expect(news).to_contain_text("11:00 taken")
    told = page.evaluate("window.texts")
    lasted = clock.monotonic() - started
    print(f"100 changes in {lasted:.1f} s were told as {told}")
    assert 1 <= len(told) <= 1 + lasted / 2.5
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("09:00")
    assert page.evaluate("window.focusMoved") is None
    assert page.evaluate("scrollY") == place


# What a screen reader would be given: each text that the element has had.
REMEMBER_TEXTS = """(element) => {
    window.texts = [];
    new MutationObserver(() => window.texts.push(element.textContent)).observe(element, { childList: true });
}"""


def test_by_keyboard_alone(visit: Visit, school: School, teacher: Teacher, student: Person) -> None:
    teacher.publish(4)
    page = visit(school, "/", student)
    expect(page.get_by_role("link", name="Maria Ilieva")).to_be_visible()
    tab_to(page, "Maria Ilieva")
    page.keyboard.press("Enter")
    expect(board.time(page, "08:00", "Open")).to_be_visible()
    tab_to(page, "08:00 60 min Open")
    page.keyboard.press("ArrowDown")
    assert focused_name(page).startswith("09:00")
    page.keyboard.press("Enter")
    expect(board.sheet(page).get_by_text("Held for you")).to_be_visible()
    tab_to(page, "Book this time")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", "the focus is visible"
    page.keyboard.press("Enter")
    expect(board.sheet(page).get_by_text("Booked", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(board.sheet(page)).to_be_hidden()
    assert focused_name(page).startswith("09:00"), "the focus goes back to the time"


def focused_name(page: Page) -> str:
    return page.evaluate(
        "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()"
    )


def tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused_name(page).startswith(name):
            return
    raise AssertionError(f"Tab does not lead to {name!r}")


def test_the_first_tab_stop_skips_to_the_page(visit: Visit, school: School) -> None:
    page = visit(school, "/")
    page.keyboard.press("Tab")
    assert focused_name(page) == "Skip to the page"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_a_page_is_useful_before_its_script(visitors: Visitors, school: School, teacher: Teacher) -> None:
    context = visitors.context(school, java_script_enabled=False)
    page = context.new_page()
    for path in ("/", board.path_of(teacher), "/lessons", "/week", "/profile", "/sign-in", "/sign-up"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("navigation").first).to_be_visible()
    expect(page.get_by_label("Email")).to_be_visible()


@pytest.mark.parametrize("across", [0.05, 0.5, 0.95])
def test_who_presses_book_too_often_cancels_nothing(
    visit: Visit, school: School, teacher: Teacher, student: Person, across: float
) -> None:
    teacher.publish()
    page = visit(school, board.path_of(teacher), student)
    board.choose(page, "08:00")
    button = board.sheet(page).get_by_role("button", name="Book this time")
    area = button.bounding_box()
    assert area
    button.click(position={"x": area["width"] * across, "y": area["height"] / 2})
    expect(board.sheet(page).get_by_text("Booked")).to_be_visible()
    # Two more at the same place, each when it is no longer taken for one with the last.
    for _ in range(2):
        page.wait_for_function("since => performance.now() - since > 500", arg=page.evaluate("performance.now()"))
        page.mouse.click(area["x"] + area["width"] * across, area["y"] + area["height"] / 2)
    page.reload()
    expect(board.time(page, "08:00", "Yours")).to_be_visible()


def test_a_page_that_opens_right_after_a_booking_is_mended_where_the_edge_was_a_moment_behind(
    visit: Visit, school: School, teacher: Teacher, student: Person
) -> None:
    # The second stays open: on a Sunday both are next week's, and a board opens where something is free.
    slot, _ = teacher.publish(2)
    board.live(visit(school, board.path_of(teacher)))
    assert student.client().book(slot).status == 201
    # Whether its snapshot is new or two seconds old: the stream goes on from there.
    latecomer = visit(school, board.path_of(teacher), student)
    expect(board.time(latecomer, "08:00", "Yours")).to_be_visible()
    latecomer.reload()
    expect(board.time(latecomer, "08:00", "Yours")).to_be_visible()
    expect(board.time(visit(school, board.path_of(teacher)), "08:00", "Taken")).to_be_visible()
