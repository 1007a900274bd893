"""Reads that may lag go to a real streaming replica; nobody is shown a thing of theirs too late, nor anything too old."""

import signal
import time
from collections.abc import Callable, Iterator

import pytest

from support import redis
from support.client import Answer
from support.replica import Replica, replica
from support.school import Person, School, Teacher
from support.waiting import eventually

DIRECTORY = "/api/v1/teachers?subject=maths"
LESSONS = "/api/v1/bookings"


@pytest.fixture
def standby() -> Iterator[Replica]:
    with replica() as made:
        yield made


def is_read_by(standby: Replica, ask: Callable[[], Answer]) -> bool:
    """Whether the replica was asked for this answer."""
    before = standby.last_read()
    assert ask().status == 200
    return standby.last_read() != before


def rename(teacher: Teacher, name: str) -> None:
    """Behind everybody's back: as by somebody whom the reader has nothing to do with."""
    teacher.school.owner.execute("update teacher set name = %s where id = %s", (name, teacher.teacher_id))


def names(directory: Answer) -> list[str]:
    return [teacher["name"] for teacher in directory["teachers"]]


def cached_boards(teacher: Teacher) -> int:
    [count] = redis.run(f"keys slotboard:*{{{teacher.school.id}:{teacher.teacher_id}}}:y:*")
    return int(count.removeprefix("*"))


def test_what_may_lag_is_read_from_the_replica_and_one_s_own_is_shown_at_once(
    school: School, teacher: Teacher, student: Person, standby: Replica
) -> None:
    [slot] = teacher.publish()
    learning, teaching = standby.client(student), standby.client(teacher)
    week = f"/api/v1/slots?from={teacher.tomorrow()}&days=7"
    for client, target in [(learning, LESSONS), (learning, DIRECTORY), (teaching, week)]:
        eventually(lambda client=client, target=target: is_read_by(standby, lambda: client.get(target)), within=20)
    assert cached_boards(teacher) == 0

    board = f"/api/v1/teachers/{teacher.teacher_id}/slots?from={teacher.tomorrow()}&days="
    for target in ["/api/v1/session", "/api/v1/holds", "/api/v1/teachers", f"/api/v1/teachers/{teacher.teacher_id}"]:
        assert not is_read_by(standby, lambda target=target: learning.get(target)), target
    # What one visitor searches for is shown to others.
    visitor = standby.visitor(school.host)
    assert not is_read_by(standby, lambda: visitor.get(DIRECTORY))
    # A fill may fail, and what is in memory is not filled again: each time another window.
    windows = iter(range(1, 32))
    eventually(
        lambda: not is_read_by(standby, lambda: learning.get(f"{board}{next(windows)}")) and cached_boards(teacher)
    )

    standby.pause()
    booking = learning.book(slot)
    assert booking.status == 201
    assert [lesson["id"] for lesson in learning.get(LESSONS)["bookings"]] == [booking["id"]]
    assert learning.get(f"{LESSONS}/{booking['id']}")["id"] == booking["id"]
    # The teacher was told to ask again, by a message that comes once.
    assert [taker["id"] for taker in teaching.get(week)["slots"][0]["bookings"]] == [booking["id"]]
    teaching.patch(f"/api/v1/teachers/{teacher.teacher_id}", {"name": "Ada Lovelace"})
    assert names(teaching.get(DIRECTORY)) == ["Ada Lovelace"]

    standby.resume()
    eventually(lambda: is_read_by(standby, lambda: learning.get(LESSONS)), within=20)
    assert [lesson["id"] for lesson in learning.get(LESSONS)["bookings"]] == [booking["id"]]


def test_nobody_is_shown_what_a_replica_that_stands_still_has(
    teacher: Teacher, student: Person, standby: Replica
) -> None:
    learning = standby.client(student)

    def is_read() -> bool:
        return is_read_by(standby, lambda: learning.get(DIRECTORY))

    eventually(is_read, within=20)
    standby.pause()
    rename(teacher, "Grace Hopper")
    eventually(lambda: names(learning.get(DIRECTORY)) == ["Grace Hopper"], within=10)
    assert not is_read(), "it is not even asked"
    standby.resume()
    eventually(is_read, within=20)


def test_nobody_waits_for_a_replica_that_hangs_or_believes_one_that_was_promoted(
    teacher: Teacher, student: Person, standby: Replica
) -> None:
    learning = standby.client(student)
    eventually(lambda: is_read_by(standby, lambda: learning.get(DIRECTORY)), within=20)
    standby.signal(signal.SIGSTOP)
    rename(teacher, "While it hangs")
    started = time.monotonic()
    for _ in range(60):
        assert learning.get(DIRECTORY).status == learning.get(LESSONS).status == 200
    # If each had to find out for itself, that alone would take 120 times 0.3 seconds.
    assert time.monotonic() - started < 18
    eventually(lambda: names(learning.get(DIRECTORY)) == ["While it hangs"], within=10)
    standby.signal(signal.SIGCONT)
    eventually(lambda: is_read_by(standby, lambda: learning.get(DIRECTORY)), within=20)

    standby.promote()
    rename(teacher, "While it is another primary")
    assert names(learning.get(DIRECTORY)) == ["While it is another primary"]
    standby.signal(signal.SIGKILL)
    rename(teacher, "While it is dead")
    assert names(learning.get(DIRECTORY)) == ["While it is dead"]
