"""Many at once: one wins, the others hear it soon, and nothing is broken afterwards."""

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from support import integrity, stack
from support.client import new_key
from support.rush import Connection, Outcome, Request, rush
from support.school import Person, School, Teacher
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

    async def client(student: Person, chance: random.Random) -> None:
        connection = await Connection().open()
        for _ in range(100):
            answer = await connection.send(Request.booking(student, chance.choice(slots)))
            assert answer is not None
            seen[answer.status] += 1
            if answer.status == 201 and chance.random() < 0.5:
                target = f"/api/v1/bookings/{answer['id']}/cancellation"
                cancelled = await connection.send(Request("PUT", target, school.host, student.cookie, {}))
                assert cancelled and cancelled.status == 200
        connection.close()

    async def everybody() -> None:
        students = school.students(50)
        await asyncio.gather(*(client(student, random.Random(n)) for n, student in enumerate(students)))

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
    row = teacher.school.owner.execute("select version from board where teacher_id = %s", (teacher.teacher_id,)).fetchone()
    assert row
    return row[0]


def test_a_blocked_board_stops_nobody_else(school: School) -> None:
    """Four students book with each of sixteen teachers, again and again, while one teacher's board is locked for 2 s."""
    teachers = [school.teacher() for _ in range(16)]
    slots = {teacher.teacher_id: teacher.publish(60) for teacher in teachers}
    blocked = teachers[0]
    done: dict[int, list[float]] = {teacher.teacher_id: [] for teacher in teachers}
    seen: Counter[int] = Counter()

    async def client(student: Person, chance: random.Random, until: float) -> None:
        connection = await Connection().open()
        while time.monotonic() < until:
            teacher = chance.choice(teachers).teacher_id
            started = time.monotonic()
            answer = await connection.send(Request.booking(student, chance.choice(slots[teacher])))
            assert answer is not None
            seen[answer.status] += 1
            if answer.status == 201:
                done[teacher].append(time.monotonic() - started)
        connection.close()

    async def everybody(until: float) -> None:
        students = school.students(64)
        await asyncio.gather(*(client(student, random.Random(n), until) for n, student in enumerate(students)))

    with stack.owner() as blocker, blocker.transaction():
        blocker.execute("select 1 from board where teacher_id = %s for no key update", (blocked.teacher_id,))
        asyncio.run(everybody(time.monotonic() + 2))
    others = [delay for teacher, delays in done.items() for delay in delays if teacher != blocked.teacher_id]
    print(f"board blocked: {len(others)} bookings with the other 15 teachers in 2 s, slowest {max(others):.3f} s; {seen}")
    assert done[blocked.teacher_id] == []
    assert all(len(delays) >= 5 for teacher, delays in done.items() if teacher != blocked.teacher_id)
    assert max(others) < 1.5
    assert set(seen) <= {201, 409, 503}
    (student,) = school.students(1)
    assert student.client().book(slots[blocked.teacher_id][-1]).status in (201, 409)


# The storm: every write use case at once, straight at the functions through PgBouncer

CLIENTS, TRANSACTIONS = 24, 30_000
KEY_ARGUMENTS = "%s::text, %s::bytea"


@contextmanager
def pauses(school: School) -> Iterator[None]:
    """Between the locks of this school's transactions now and then some milliseconds pass, so that races meet."""
    tables = ("slot", "booking", "hold", "board")
    with stack.owner() as connection:
        connection.execute(
            "create or replace function pause_for_tests() returns trigger language plpgsql as $$ begin"
            " if random() < 0.05 then perform pg_sleep(random() * 0.004); end if;"
            " if tg_op = 'DELETE' then return old; end if; return new; end $$"
        )
        for table in tables:
            connection.execute(
                f"create trigger pause_for_tests before insert or update on {table} for each row"
                f" when (new.school_id = {int(school.id)}) execute function pause_for_tests()"
            )
    try:
        yield
    finally:
        with stack.owner() as connection:
            for table in tables:
                connection.execute(f"drop trigger if exists pause_for_tests on {table}")
            connection.execute("drop function if exists pause_for_tests()")


class Storm:
    """24 clients on 4 teachers; each does what chance says until all have done 30,000 transactions."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.teachers = [school.teacher() for _ in range(4)]
        self.slots = [slot for teacher in self.teachers for slot in teacher.publish(24, capacity=2)]
        self.students = school.students(CLIENTS * 2)
        self.bookings: list[tuple[int, int]] = []
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self._left = TRANSACTIONS
        self._lock = threading.Lock()
        self.failures: list[str] = []

    def run(self) -> None:
        threads = [threading.Thread(target=self._client, args=(n,)) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _take(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left >= 0

    def _client(self, number: int) -> None:
        chance = random.Random(number)
        role = "jobs" if number < 2 else "api"
        with stack.pooled(role) as connection:
            while self._take():
                name, call, arguments = self._sweep(chance) if role == "jobs" else self._choose(chance)
                try:
                    rows = connection.execute(f"select outcome, booking_id from {call}", arguments).fetchall()
                except psycopg.errors.LockNotAvailable:
                    self.outcomes[name, "lock timeout"] += 1
                    continue
                except psycopg.Error as error:
                    self.failures.append(f"{name}: {error.sqlstate} {error}")
                    continue
                for outcome in {row[0] for row in rows} or {"nothing"}:
                    self.outcomes[name, outcome] += 1
                if name == "book" and rows[0][0] == "booked":
                    self.bookings.append((rows[0][1], arguments[1]))

    def _sweep(self, chance: random.Random) -> tuple[str, str, tuple]:
        time.sleep(chance.random() * 0.02)
        return "sweep", "sweep_holds(%s::bigint, %s::bigint)", (self.school.id, chance.choice(self.teachers).teacher_id)

    def _choose(self, chance: random.Random) -> tuple[str, str, tuple]:
        school, student, slot = self.school.id, chance.choice(self.students).id, chance.choice(self.slots)
        three = "(%s::bigint, %s::bigint, %s::bigint"
        kind = chance.random()
        if kind < 0.30:
            return "book", f"book_slot{three}, null, {KEY_ARGUMENTS})", (school, student, slot, new_key(), b"x" * 32)
        if kind < 0.55:
            return "hold", f"hold_slot{three})", (school, student, slot)
        if kind < 0.63:
            return "release", f"release_hold{three})", (school, student, slot)
        if kind < 0.88 and self.bookings:
            booking, owner = chance.choice(self.bookings[-60:])
            if kind < 0.76:
                return "cancel", f"cancel_booking{three}, 'so')", (school, owner, booking)
            return "move", f"move_booking{three}, %s::bigint)", (school, owner, booking, slot)
        teacher = chance.choice(self.teachers)
        if kind < 0.94:
            return "withdraw", "withdraw_slots(%s::bigint, %s::bigint, %s::bigint[])", (
                school,
                teacher.teacher_id,
                chance.sample(self.slots, 2),
            )
        return self._publish(chance, teacher)

    def _publish(self, chance: random.Random, teacher: Teacher) -> tuple[str, str, tuple]:
        days = [teacher.tomorrow().replace(day=1).toordinal() + 40 + chance.randrange(20) for _ in range(2)]
        dates = [type(teacher.tomorrow()).fromordinal(day) for day in days]
        arguments = (
            self.school.id,
            teacher.teacher_id,
            dates,
            [f"{chance.randrange(24):02}:00", f"{chance.randrange(24):02}:30"],
            [30, 30],
            [1, 2],
            [None, None],
            [None, None],
            [None, None],
            new_key(),
            b"x" * 32,
            teacher.id,
        )
        call = (
            "publish_slots(%s::bigint, %s::bigint, %s::date[], %s::time[], %s::int[], %s::int[], %s::int[],"
            f" %s::text[], %s::text[], {KEY_ARGUMENTS}, %s::bigint)"
        )
        return "publish", call, arguments


@pytest.mark.timeout(180)
def test_everything_at_once_thirty_thousand_times(school: School) -> None:
    school.change_policy(hold_seconds=1)
    storm = Storm(school)
    started = time.monotonic()
    with pauses(school):
        storm.run()
    spent = time.monotonic() - started
    print(f"{TRANSACTIONS} transactions in {spent:.1f} s: {dict(sorted(storm.outcomes.items()))}")
    assert storm.failures == []
    done = {name for name, outcome in storm.outcomes if outcome in DONE}
    assert done == {"book", "hold", "release", "cancel", "move", "sweep", "publish", "withdraw"}, "each kind succeeded"


DONE = {"booked", "held", "released", "cancelled", "moved", "swept", "published", "withdrawn"}
