"""Many at once: one wins, the others hear it soon, and nothing is broken afterwards."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from support import integrity, stack
from support.client import Answer
from support.rush import Connection, Outcome, Request, rush
from support.school import Person, School, Teacher
from support.storm import Storm, pauses
from support.stream import Page, Stream
from support.waiting import eventually


@pytest.fixture(autouse=True)
def nothing_broken(owner: psycopg.Connection) -> Iterator[None]:
    before = integrity.deadlocks()
    yield
    assert integrity.deadlocks() == before
    assert integrity.faults(owner) == []


def counted(outcomes: list[Outcome]) -> Counter[object]:
    return Counter(outcome.answer and outcome.answer.status for outcome in outcomes)


def test_two_hundred_book_the_same_slot(school: School, teacher: Teacher) -> None:
    slot = teacher.publish(8)[3]
    outcomes = rush([Request.booking(student, slot) for student in school.students(200)])
    assert counted(outcomes) == {201: 1, 409: 199}
    assert {o.answer.problem for o in outcomes if o.answer.status == 409} == {"slot-taken"}
    slowest = max(outcome.after for outcome in outcomes)
    print(f"200 clients, one slot: slowest answer after {slowest:.3f} s")
    assert slowest < 2
    assert school.active_bookings(slot) == 1


def test_two_hundred_hold_the_same_slot(school: School, teacher: Teacher) -> None:
    (slot,) = teacher.publish()
    target = f"/api/v1/slots/{slot}/hold"
    students = school.students(200)
    outcomes = rush([Request("PUT", target, school.host, student.cookie) for student in students])
    assert counted(outcomes) == {200: 1, 409: 199}


def test_a_group_lesson_takes_as_many_as_it_has_seats(school: School, teacher: Teacher) -> None:
    (slot,) = teacher.publish(capacity=7)
    outcomes = rush([Request.booking(student, slot) for student in school.students(60)])
    assert counted(outcomes) == {201: 7, 409: 53}
    assert school.active_bookings(slot) == 7


@pytest.mark.timeout(90)
def test_fifty_book_ten_slots_five_thousand_times(school: School, teacher: Teacher) -> None:
    slots = teacher.publish(10)
    board = teacher.board()
    page, seen = Page(), Counter()
    page.take(board["slots"])

    async def client(pair: tuple[Person, Person], chance: random.Random) -> None:
        connection = await Connection().open()
        # Nobody may book more than fifty times a minute.
        for student in pair * 50:
            answer = await connection.send(Request.booking(student, chance.choice(slots)))
            assert answer is not None
            seen[answer.status] += 1
            if answer.status == 201 and chance.random() < 0.5:
                target = f"/api/v1/bookings/{answer['id']}/cancellation"
                cancelled = await connection.send(Request("PUT", target, school.host, student.cookie, {}))
                assert cancelled and cancelled.status == 200
        connection.close()

    async def everybody() -> None:
        pairs = zip(school.students(50), school.students(50))
        await asyncio.gather(*(client(pair, random.Random(n)) for n, pair in enumerate(pairs)))

    with Stream(school.host, f"teacher={teacher.teacher_id}&since={board['version']}") as stream:
        asyncio.run(everybody())
        fresh = eventually(lambda: next((b for b in [teacher.board()] if b["version"] == version_of(teacher)), None))
        eventually(lambda: any(e.data["version"] >= fresh["version"] for e in stream.named("slots")))
        for event in stream.named("slots"):
            page.take(event.data["slots"])
    assert set(seen) <= {201, 409} and sum(seen.values()) == 5000, seen
    assert seen[201] >= 10
    assert sum(school.active_bookings(slot) for slot in slots) <= 10
    assert page.shown() == {slot["id"]: slot for slot in fresh["slots"]}, "the stream tells what a snapshot shows"


def version_of(teacher: Teacher) -> int:
    row = teacher.school.owner.execute(
        "select version from board where teacher_id = %s", (teacher.teacher_id,)
    ).fetchone()
    assert row
    return row[0]


def test_a_blocked_board_stops_nobody_else(school: School) -> None:
    """Four students book with each of sixteen teachers, again and again, while one teacher's board is locked: for 2 s, and
    for as long as it takes until each other teacher has five lessons. Were the others held up, that would be for ever."""
    teachers = [school.teacher() for _ in range(16)]
    slots = {teacher.teacher_id: teacher.publish(60) for teacher in teachers}
    blocked, *others = [teacher.teacher_id for teacher in teachers]
    done: dict[int, list[float]] = {teacher: [] for teacher in slots}
    seen: Counter[int] = Counter()

    def goes_on(began: float) -> bool:
        spent = time.monotonic() - began
        return spent < 2 or (spent < 20 and any(len(done[teacher]) < 5 for teacher in others))

    async def client(student: Person, chance: random.Random, began: float) -> None:
        connection = await Connection().open()
        while goes_on(began):
            teacher = chance.choice([blocked, *others])
            started = time.monotonic()
            answer = await connection.send(Request.booking(student, chance.choice(slots[teacher])))
            assert answer is not None
            seen[answer.status] += 1
            if answer.status == 201:
                done[teacher].append(time.monotonic() - started)
        connection.close()

    async def everybody() -> None:
        students, began = school.students(64), time.monotonic()
        await asyncio.gather(*(client(student, random.Random(n), began) for n, student in enumerate(students)))

    with stack.owner() as blocker, blocker.transaction():
        blocker.execute("select 1 from board where teacher_id = %s for no key update", (blocked,))
        asyncio.run(everybody())
    delays = [delay for teacher in others for delay in done[teacher]]
    print(f"board blocked: {len(delays)} bookings with the other 15 teachers, slowest {max(delays):.3f} s; {seen}")
    assert done[blocked] == []
    assert all(len(done[teacher]) >= 5 for teacher in others)
    assert set(seen) <= {201, 409, 503}
    (student,) = school.students(1)
    assert student.client().book(slots[blocked][-1]).status in (201, 409)


@pytest.mark.timeout(180)
def test_everything_at_once_thirty_thousand_times(school: School) -> None:
    """Book, hold, release, cancel, move, sweep, publish and withdraw by 24 clients on 4 teachers, with pauses."""
    school.change_policy(hold_seconds=1)
    storm = Storm(school, clients=24, teachers=4, transactions=30_000)
    started = time.monotonic()
    with pauses(school):
        storm.run()
    spent = time.monotonic() - started
    print(f"30,000 transactions in {spent:.1f} s: {storm.succeeded}")
    print(f"all outcomes: {dict(sorted(storm.outcomes.items()))}")
    assert storm.failures == []
    assert sum(storm.outcomes.values()) == 30_000
    assert all(times >= 10 for times in storm.succeeded.values()), "each kind succeeded many times"


@pytest.mark.parametrize("change", ["cancellation", "slot"])
def test_who_changes_a_lesson_that_just_moved_is_told_to_come_again(
    school: School, teacher: Teacher, change: str
) -> None:
    """Staged: the request waits for the slot's lock, and when it has it the lesson is elsewhere."""

    def staged() -> Answer | None:
        old, new, wished = teacher.publish(3)
        student = school.student()
        booking = student.client().book(old)["id"]
        target = f"/api/v1/bookings/{booking}/{change}"
        body = {"slot_id": wished} if change == "slot" else {}
        with ThreadPoolExecutor(1) as background:
            with stack.owner() as mover, mover.transaction():
                mover.execute("select 1 from slot where school_id = %s and id = %s for no key update", (school.id, old))
                waiting = background.submit(student.client().put, target, body)
                eventually(lambda: someone_waits(school.owner) or waiting.done())
                mover.execute(
                    "select move_booking(%s::bigint, %s::bigint, %s::bigint, %s::bigint)",
                    (school.id, student.id, booking, new),
                )
            answer = waiting.result()
        # On a busy machine the wait may outlast the lock timeout, which is another refusal.
        return answer if answer.status == 409 else None

    answer = eventually(staged, within=20)
    assert answer.problem == "in-progress" and answer.headers["retry-after"] == "1"


def someone_waits(connection: psycopg.Connection) -> bool:
    """Whether a request of the API waits for a lock."""
    row = connection.execute("select count(*) from pg_locks where not granted").fetchone()
    return bool(row and row[0])
