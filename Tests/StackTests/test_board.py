"""The public board: the same for everybody, cacheable, and a function of its version alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from support.client import Answer, Client
from support.school import Person, School, Teacher
from support.waiting import eventually


def slots_of(board: Answer) -> dict[int, dict]:
    return {slot["id"]: slot for slot in board["slots"]}


def utc_today() -> date:
    return datetime.now(UTC).date()


def status_of(teacher: Teacher, slot: int) -> str:
    return slots_of(teacher.board())[slot]["status"]


def test_a_board_shows_its_slots_in_order(teacher: Teacher) -> None:
    slots = teacher.publish(10)
    board = teacher.board()
    assert board.status == 200
    assert [slot["id"] for slot in board["slots"]] == slots
    assert board["teacher_id"] == teacher.teacher_id and board["time_zone"] == "UTC"
    assert board["from"] == str(teacher.tomorrow()) and board["days"] == 31
    first = board["slots"][0]
    assert (
        first["starts_at"] == f"{teacher.tomorrow()}T08:00:00Z"
        and first["local_start"] == f"{teacher.tomorrow()}T08:00"
    )
    assert first["status"] == "open" and first["capacity"] == first["seats_left"] == 1 and first["held_until"] is None


def test_the_version_rises_by_one_with_every_change(teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    versions = [teacher.board()["version"]]
    for answer in changes(as_student, slot):
        assert answer.status in (200, 201, 204)
        board = eventually(lambda: next((b for b in [teacher.board()] if b["version"] > versions[-1]), None))
        versions.append(board["version"])
        assert slots_of(board)[slot]["version"] == board["version"]
    assert versions == list(range(versions[0], versions[0] + 5))


def changes(client: Client, slot: int) -> Iterator[Answer]:
    yield client.hold(slot)
    yield client.let_go(slot)
    booking = client.book(slot)
    yield booking
    yield client.cancel(booking["id"])


def test_holding_booking_and_cancelling_show(teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    as_student.hold(slot)
    eventually(lambda: status_of(teacher, slot) == "held")
    held = slots_of(teacher.board())[slot]
    assert held["held_until"] and held["seats_left"] == 0
    booking = as_student.book(slot)
    eventually(lambda: status_of(teacher, slot) == "booked")
    as_student.cancel(booking["id"])
    eventually(lambda: status_of(teacher, slot) == "open")


def test_a_group_lesson_counts_its_seats(school: School, teacher: Teacher) -> None:
    (slot,) = teacher.publish(capacity=3)
    for taken in (1, 2, 3):
        assert school.student().client().book(slot).status == 201
        eventually(lambda left=3 - taken: slots_of(teacher.board())[slot]["seats_left"] == left)
        assert status_of(teacher, slot) == ("booked" if taken == 3 else "open")


def test_a_withdrawn_slot_leaves_the_board(teacher: Teacher, as_teacher: Client) -> None:
    gone, stays = teacher.publish(2)
    as_teacher.delete(f"/api/v1/slots/{gone}")
    eventually(lambda: list(slots_of(teacher.board())) == [stays])


def test_a_window_has_the_days_asked_for(teacher: Teacher, visitor: Client) -> None:
    slots = teacher.publish(24)
    path = f"/api/v1/teachers/{teacher.teacher_id}/slots"
    second_day = teacher.tomorrow() + timedelta(days=1)
    assert list(slots_of(visitor.get(f"{path}?from={second_day}&days=1"))) == slots[8:16]
    assert list(slots_of(visitor.get(f"{path}?days=2&from={second_day}"))) == slots[8:]


def test_a_board_without_a_day_is_this_weeks(teacher: Teacher, visitor: Client) -> None:
    (slot,) = teacher.publish()
    path = f"/api/v1/teachers/{teacher.teacher_id}/slots"
    before, board = utc_today(), visitor.get(f"{path}?days=16")
    sundays = [day - timedelta(days=day.weekday() + 1) for day in (before, utc_today())]
    assert board["from"] in [str(day) for day in sundays] and board["days"] == 16
    assert board.json == visitor.get(f"{path}?from={board['from']}&days=16").json and list(slots_of(board)) == [slot]
    assert visitor.get(path)["days"] == 7


@pytest.mark.parametrize("zone", ["America/Vancouver", "Pacific/Auckland", "Asia/Kolkata"])
def test_the_days_are_those_of_the_teachers_zone(school: School, zone: str) -> None:
    teacher = school.teacher(zone)
    slots = teacher.publish(8)
    board = school.visitor().get(f"/api/v1/teachers/{teacher.teacher_id}/slots?from={teacher.tomorrow()}&days=1")
    assert list(slots_of(board)) == slots
    assert board["slots"][0]["local_start"].endswith("T08:00") and board["time_zone"] == zone


def test_an_unchanged_board_is_304(teacher: Teacher, as_student: Client, visitor: Client) -> None:
    (slot,) = teacher.publish()
    board = teacher.board(visitor)
    tag = board.headers["etag"]
    assert tag.startswith('W/"')
    path = f"/api/v1/teachers/{teacher.teacher_id}/slots?from={teacher.tomorrow()}&days=31"
    for condition in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        unchanged = visitor.get(path, {"If-None-Match": condition})
        assert unchanged.status == 304 and unchanged.headers["etag"] == tag, condition
    assert visitor.get(path, {"If-None-Match": 'W/"other"'}).status == 200
    as_student.book(slot)
    changed = eventually(
        lambda: next((a for a in [visitor.get(path, {"If-None-Match": tag})] if a.status == 200), None)
    )
    assert changed.headers["etag"] != tag


def test_each_window_has_a_tag_of_its_own(teacher: Teacher, visitor: Client) -> None:
    teacher.publish()
    assert teacher.board(visitor, days=7).headers["etag"] != teacher.board(visitor, days=8).headers["etag"]


def test_a_board_may_be_stored_and_reads_no_cookie(teacher: Teacher, student: Person, visitor: Client) -> None:
    (slot,) = teacher.publish()
    student.client().hold(slot)
    eventually(lambda: status_of(teacher, slot) == "held")
    mine, everybodys = teacher.board(student.client()), teacher.board(visitor)
    assert mine.json == everybodys.json and not mine.cookies
    control = everybodys.headers["cache-control"]
    assert "private" not in control and "no-store" not in control


def test_a_head_leaves_the_body_of_a_later_get(teacher: Teacher, visitor: Client) -> None:
    teacher.publish()
    path = f"/api/v1/teachers/{teacher.teacher_id}/slots?from={teacher.tomorrow()}&days=3"
    head = visitor.request("HEAD", path)
    assert head.status == 200 and head.body == b""
    assert visitor.get(path)["slots"]


@pytest.mark.parametrize(
    "query",
    [
        "from={tomorrow}&days=0",
        "from={tomorrow}&days=32",
        "from={tomorrow}&days=-1",
        "from={tomorrow}&days=x",
        "from={tomorrow}&days=",
        "from={tomorrow}&days=1.0",
        "from=2026-02-30",
        "from=1999-01-01",
        "from=9999-12-31",
        "from=tomorrow",
        "from=",
        "from=2026-1-1",
        "days=0",
        "days=7&days=7",
        "from={tomorrow}&days=7&days=7",
        "from={tomorrow}&d%61ys=7",
        "from={tomorrow}&utm_source=x",
        "from={tomorrow}&_=1",
        "%00",
        "from=%00",
    ],
)
def test_a_cacheable_address_has_no_second_spelling(teacher: Teacher, visitor: Client, query: str) -> None:
    answer = visitor.get(f"/api/v1/teachers/{teacher.teacher_id}/slots?{query.format(tomorrow=teacher.tomorrow())}")
    assert (answer.status, answer.problem) == (400, "bad-request")


@pytest.mark.parametrize(("days", "status"), [(-30, 200), (-32, 400), (399, 200), (402, 400)])
def test_the_window_stays_near_today(teacher: Teacher, visitor: Client, days: int, status: int) -> None:
    start = teacher.tomorrow() - timedelta(days=1) + timedelta(days=days)
    assert visitor.get(f"/api/v1/teachers/{teacher.teacher_id}/slots?from={start}&days=7").status == status


def test_a_board_of_nobody_or_of_another_school_is_not_found(
    teacher: Teacher, visitor: Client, other_school: School
) -> None:
    for client, id in ((visitor, 9007199254740991), (other_school.visitor(), teacher.teacher_id)):
        answer = client.get(f"/api/v1/teachers/{id}/slots?from={teacher.tomorrow()}&days=7")
        assert (answer.status, answer.problem) == (404, "not-found")


def test_two_schools_never_share_a_cached_board(teacher: Teacher, other_school: School) -> None:
    teacher.publish()
    assert teacher.board()["slots"]
    assert teacher.board(other_school.visitor()).status == 404
    assert teacher.board()["slots"]


def test_the_place_of_a_lesson_is_not_on_the_board(teacher: Teacher) -> None:
    teacher.publish(place="Behind the secret door", note="Bring a torch")
    assert b"secret" not in teacher.board().body and b"torch" not in teacher.board().body


def test_an_unchanged_board_answers_from_the_cache_and_a_booking_ends_that(
    teacher: Teacher, as_student: Client, visitor: Client
) -> None:
    (slot,) = teacher.publish()
    first = teacher.board(visitor)
    assert teacher.board(visitor).body == first.body
    booked = as_student.book(slot)
    assert booked.status == 201
    eventually(lambda: status_of(teacher, slot) == "booked", within=2.5)


def test_a_request_like_the_last_one_is_never_answered_with_an_old_board(teacher: Teacher, student: Person) -> None:
    """An answer is written from memory as long as its board is the latest: in each coding, with and without fields."""
    slots = teacher.publish(6)
    reader = Client(teacher.school.host)
    window = f"/api/v1/teachers/{teacher.teacher_id}/slots?from={teacher.tomorrow()}&days=31"
    for booked in range(len(slots) + 1):
        for coding in ("gzip", "identity") * 3:
            whole = reader.get(window, {"Accept-Encoding": coding})
            some = reader.get(f"{window}&fields=status", {"Accept-Encoding": coding})
            assert [slot["status"] for slot in whole["slots"]].count("booked") == booked
            assert [slot["status"] for slot in some["slots"]].count("booked") == booked
            assert len(whole["slots"][0]) > len(some["slots"][0]) == 1
            assert ("content-encoding" in whole.headers) == (coding == "gzip")
        if booked < len(slots):
            assert student.client().book(slots[booked]).status == 201
