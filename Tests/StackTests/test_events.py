"""Streams of changes: what is missed is made up for, and nothing comes twice in another order."""

import json
import subprocess
import time

import pytest

from support import redis, stack
from support.client import Client
from support.school import Person, School, Teacher
from support.stream import Page, Stream


def test_a_booking_reaches_an_open_stream_within_a_second(teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    version = teacher.board()["version"]
    with Stream(teacher.school.host, f"teacher={teacher.teacher_id}&since={version}") as stream:
        stream.wait_for("heartbeat")
        started = time.monotonic()
        as_student.book(slot)
        event = stream.wait_for_slot(slot)
        assert event.at - started < 1
        assert event.data["teacher_id"] == teacher.teacher_id and event.data["version"] == version + 1
        assert event.data["slots"][0]["status"] == "booked"
        assert event.id and event.id.endswith(f":{teacher.teacher_id}:{version + 1}")


def test_a_stream_is_not_stored_or_buffered(teacher: Teacher) -> None:
    with Stream(teacher.school.host, f"teacher={teacher.teacher_id}") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert "no-store" in stream.headers["cache-control"] or "no-cache" in stream.headers["cache-control"]
        assert "content-encoding" not in stream.headers


def test_every_kind_of_change_is_told(teacher: Teacher, as_student: Client, as_teacher: Client) -> None:
    (slot,) = teacher.publish()
    with Stream(teacher.school.host, f"teacher={teacher.teacher_id}&since={teacher.board()['version']}") as stream:
        stream.wait_for("heartbeat")
        as_student.hold(slot)
        stream.wait_for_slot(slot, where=lambda s: s["status"] == "held" and s["held_until"])
        as_student.let_go(slot)
        stream.wait_for_slot(slot, where=lambda s: s["status"] == "open")
        booking = as_student.book(slot)["id"]
        stream.wait_for_slot(slot, where=lambda s: s["status"] == "booked")
        as_student.cancel(booking)
        reopened = stream.events[-1].data["version"] if stream.events else 0
        as_teacher.patch(f"/api/v1/slots/{slot}", {"capacity": 3})
        stream.wait_for_slot(slot, where=lambda s: s["capacity"] == 3 and s["version"] > reopened)
        as_teacher.delete(f"/api/v1/slots/{slot}")
        stream.wait_for_slot(slot, where=lambda s: s["status"] == "withdrawn")
        (new,) = teacher.publish()
        as_student.hold(new)
        stream.wait_for_slot(new)


def test_changes_since_a_version_are_replayed(teacher: Teacher, as_student: Client) -> None:
    slots = teacher.publish(3)
    version = teacher.board()["version"]
    for slot in slots:
        as_student.book(slot)
    with Stream(teacher.school.host, f"teacher={teacher.teacher_id}&since={version}") as stream:
        for slot in slots:
            assert stream.wait_for_slot(slot)


def test_without_since_a_stream_begins_now(teacher: Teacher, as_student: Client) -> None:
    old, new = teacher.publish(2)
    as_student.book(old)
    with Stream(teacher.school.host, f"teacher={teacher.teacher_id}") as stream:
        stream.wait_for("heartbeat")
        as_student.book(new)
        stream.wait_for_slot(new)
        assert all(slot["id"] != old for event in stream.named("slots") for slot in event.data["slots"])


def test_several_teachers_share_a_stream(school: School, as_student: Client) -> None:
    teachers = [school.teacher() for _ in range(3)]
    query = ",".join(f"{t.teacher_id}:{t.board()['version']}" for t in teachers)
    slots = [t.publish(3)[i] for i, t in enumerate(teachers)]
    with Stream(school.host, f"teachers={query}") as stream:
        for slot in slots:
            assert as_student.book(slot).status == 201
        for teacher, slot in zip(teachers, slots):
            event = stream.wait_for_slot(slot, where=lambda s: s["status"] == "booked")
            assert event.data["teacher_id"] == teacher.teacher_id


def test_the_heartbeat_tells_versions_their_epoch_and_time(teacher: Teacher) -> None:
    teacher.publish()
    version = teacher.board()["version"]
    with Stream(teacher.school.host, f"teacher={teacher.teacher_id}&since={version}") as stream:
        beat = stream.wait_for("heartbeat", within=30)
        assert beat.data["versions"] == {str(teacher.teacher_id): version}
        (epoch,) = teacher.school.owner.execute("select board_epoch()").fetchone()
        assert beat.data["epoch"] == epoch
        assert beat.data["degraded"] is False and beat.data["now"].endswith("Z")


def test_a_version_from_the_future_is_reset(teacher: Teacher) -> None:
    with Stream(teacher.school.host, f"teacher={teacher.teacher_id}&since=1000000") as stream:
        reset = stream.wait_for("reset")
        assert reset.data == {"teacher_id": teacher.teacher_id, "version": teacher.board()["version"]}


def test_a_version_below_the_oldest_is_reset(teacher: Teacher, as_student: Client) -> None:
    school = teacher.school
    for slot in teacher.publish(2):
        as_student.book(slot)
    school.owner.execute("update board set oldest = version where teacher_id = %s", (teacher.teacher_id,))
    with Stream(school.host, f"teacher={teacher.teacher_id}&since=1") as stream:
        assert stream.wait_for("reset").data["version"] == teacher.board()["version"]


def test_more_than_sixty_four_slots_are_a_reset(teacher: Teacher, as_teacher: Client) -> None:
    version = teacher.board()["version"]
    day = teacher.tomorrow()
    with Stream(teacher.school.host, f"teacher={teacher.teacher_id}&since={version}") as stream:
        stream.wait_for("heartbeat")
        sent = [{"date": str(day), "time": f"{n // 4:02}:{n % 4 * 15:02}", "minutes": 15} for n in range(70)]
        assert as_teacher.publish(sent).status == 201
        assert stream.wait_for("reset", within=8).data["version"] == version + 1


def test_a_stream_resumes_at_the_higher_of_address_and_last_id(teacher: Teacher, as_student: Client) -> None:
    first, second = teacher.publish(2)
    version = teacher.board()["version"]
    query = f"teacher={teacher.teacher_id}&since={version}"
    with Stream(teacher.school.host, query) as stream:
        stream.wait_for("heartbeat")
        as_student.book(first)
        stream.wait_for_slot(first)
        last = stream.last_id
    assert last
    as_student.book(second)
    with Stream(teacher.school.host, query, last) as resumed:
        resumed.wait_for_slot(second)
        assert all(slot["id"] != first for event in resumed.named("slots") for slot in event.data["slots"])


def test_an_id_of_another_epoch_is_reset(teacher: Teacher) -> None:
    teacher.publish()
    with Stream(teacher.school.host, f"teacher={teacher.teacher_id}", f"9.9:{teacher.teacher_id}:1") as stream:
        stream.wait_for("reset")


@pytest.mark.timeout(90)
def test_a_stream_cut_for_thirty_seconds_ends_with_the_same_board(school: School, teacher: Teacher) -> None:
    slots = teacher.publish(16)
    board = teacher.board()
    page = Page()
    page.take(board["slots"])
    query = f"teacher={teacher.teacher_id}&since={board['version']}"
    students = [school.student().client() for _ in range(8)]
    with Stream(school.host, query) as stream:
        stream.wait_for("heartbeat")
        students[0].book(slots[0])
        stream.wait_for_slot(slots[0])
        stream.cut()
        for event in stream.named("slots"):
            page.take(event.data["slots"])
        last = stream.last_id
    cut = time.monotonic()
    bookings = [client.book(slot)["id"] for client, slot in zip(students[1:], slots[1:])]
    students[1].cancel(bookings[0])
    students[2].hold(slots[10])
    students[3].move(bookings[2], slots[11])
    teacher.client().delete(f"/api/v1/slots/{slots[12]}")
    teacher.publish(4)
    time.sleep(30 - (time.monotonic() - cut))
    with Stream(school.host, query, last) as resumed:
        fresh = teacher.board()
        resumed.wait_for("heartbeat", 30, lambda data: data["versions"][str(teacher.teacher_id)] >= fresh["version"])
        for event in resumed.named("slots"):
            page.take(event.data["slots"])
        assert not resumed.named("reset")
    assert page.shown() == {slot["id"]: slot for slot in fresh["slots"]}


def test_publishes_doubled_reordered_garbled_and_ahead_of_their_time_change_nothing(
    school: School, teacher: Teacher
) -> None:
    """Whatever comes over Redis, each event with an id joins the one before, and the page ends with the true board."""
    slots = teacher.publish(5)
    board = teacher.board()
    page = Page()
    page.take(board["slots"])
    with Stream(school.host, f"teacher={teacher.teacher_id}&since={board['version']}") as stream:
        stream.wait_for("heartbeat")
        messages = []
        for slot, student in zip(slots[:4], school.students(4)):
            student.client().book(slot)
            event = stream.wait_for_slot(slot)
            epoch = event.id.split(":")[0]
            lines = [f"{s['id']} {s['version']} {json.dumps(s)}" for s in event.data["slots"]]
            messages.append("\n".join([f"{epoch} {event.data['version']}", *lines]))
        version = int(messages[-1].split()[1])
        for message in [*reversed(messages), *messages, f"{epoch} {version + 3}", "garbage", f"0.0 {version + 9}", ""]:
            subprocess.run(
                ["redis-cli", "-s", stack.sockets() / "redis.sock", "-x", "publish", channel(teacher)],
                input=message.encode(),
                capture_output=True,
                check=True,
            )
        student = school.student()
        student.client().book(slots[4])
        stream.wait_for_slot(slots[4], where=lambda s: s["status"] == "booked")
        told = [int(event.id.split(":")[2]) for event in stream.named("slots")]
        assert told == sorted(set(told)) == list(range(board["version"] + 1, version + 2))
        assert not stream.named("reset")
        for event in stream.named("slots"):
            page.take(event.data["slots"])
    assert page.shown() == {slot["id"]: slot for slot in teacher.board()["slots"]}


def test_a_board_that_is_gone_ends_its_streams_and_is_not_found_until_it_is_back(
    school: School, teacher: Teacher
) -> None:
    """As after a restore of a database from before the teacher."""
    board = (school.id, teacher.teacher_id)
    query = f"teacher={teacher.teacher_id}&since=0"
    with Stream(school.host, query) as stream:
        stream.wait_for("heartbeat")
        epoch, version = school.owner.execute(
            "delete from board where school_id = %s and teacher_id = %s returning board_epoch(), version", board
        ).fetchone()
        redis.run(f'publish {channel(teacher)} "{epoch} {version + 1}"')
        assert stream.ended.wait(5)
    assert channel(teacher) not in redis.watched("slotboard:")
    assert Client(school.host).get(f"/api/v1/events?{query}").status == 404
    school.owner.execute("insert into board (school_id, teacher_id, version) values (%s, %s, %s)", (*board, version))
    with Stream(school.host, query) as stream:
        stream.wait_for("heartbeat")


def channel(teacher: Teacher) -> str:
    return f"slotboard:{{{teacher.school.id}:{teacher.teacher_id}}}:changes"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "teacher=",
        "teacher=x",
        "teacher=0",
        "teacher=-1",
        "teacher=1&since=x",
        "teacher=1&since=-1",
        "teacher=1&since=99999999999999999999",
        "teachers=",
        "teachers=1",
        "teachers=1:2:3",
        "teachers=1:x",
        "teachers=1:1,,2:1",
        "teachers=" + ",".join(f"{n}:0" for n in range(1, 22)),
        "teacher=1%00",
    ],
)
def test_a_wrong_stream_is_refused(visitor: Client, query: str) -> None:
    answer = visitor.get(f"/api/v1/events?{query}")
    assert (answer.status, answer.problem) == (400, "bad-request")


def test_another_schools_teacher_has_no_stream_here(teacher: Teacher, other_school: School) -> None:
    answer = other_school.visitor().get(f"/api/v1/events?teacher={teacher.teacher_id}")
    assert (answer.status, answer.problem) == (404, "not-found")


def test_nothing_private_is_on_a_stream(teacher: Teacher, student: Person) -> None:
    (slot,) = teacher.publish(place="The secret room")
    with Stream(teacher.school.host, f"teacher={teacher.teacher_id}") as stream:
        stream.wait_for("heartbeat")
        student.client().book(slot, note="The secret note")
        event = stream.wait_for_slot(slot)
        assert "secret" not in str(event.data) and student.name not in str(event.data)
