"""Every write use case at once, straight at the functions, as fast as they go."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg

from support import stack
from support.client import new_key
from support.school import Person, School, Teacher

DONE = {"booked", "held", "released", "cancelled", "moved", "swept", "published", "withdrawn"}

THREE_IDS = "%s::bigint, %s::bigint, %s::bigint"
KEY = "%s::text, %s::bytea"
HASH = b"x" * 32

Call = tuple[str, str, tuple]


@contextmanager
def pauses(school: School) -> Iterator[None]:
    """Between the locks of this school's transactions now and then some milliseconds pass, so that races meet."""
    tables = ("slot", "booking", "hold", "board")
    with stack.owner() as connection:
        connection.execute(
            "create or replace function pause_for_tests() returns trigger language plpgsql as $$ begin"
            " if random() < 0.05 then perform pg_sleep(random() * 0.004); end if; return new; end $$"
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
    """Clients that do what chance says until the transactions are used up; two of them are sweepers."""

    def __init__(self, school: School, clients: int, teachers: int, transactions: int) -> None:
        self.school = school
        self.clients = clients
        self.teachers = [school.teacher() for _ in range(teachers)]
        self.slots = {teacher.teacher_id: teacher.publish(24, capacity=2) for teacher in self.teachers}
        # The busy ones meet each other; the slow ones forget their holds, so that there is something to sweep.
        self.busy, self.slow = school.students(clients), school.students(clients)
        self.students = {student.id: student for student in self.busy + self.slow}
        self.bookings: list[tuple[int, Person]] = []
        self.holds: list[tuple[Person, int]] = []
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.failures: list[str] = []
        self._left = transactions
        self._lock = threading.Lock()

    def run(self) -> None:
        threads = [threading.Thread(target=self._client, args=(n,)) for n in range(self.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    @property
    def succeeded(self) -> dict[str, int]:
        """How often each outcome came that changes something."""
        return {name: sum(n for (_, outcome), n in self.outcomes.items() if outcome == name) for name in sorted(DONE)}

    def _take(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left >= 0

    def _client(self, number: int) -> None:
        chance = random.Random(number)
        role = "jobs" if number < 2 else "api"
        with stack.watched(role) as connection:
            while self._take():
                call = self._sweep(chance) if role == "jobs" else self._choose(chance)
                try:
                    rows = connection.execute(f"select outcome, booking_id, slot_id from {call[1]}", call[2]).fetchall()
                except psycopg.errors.LockNotAvailable:
                    self.outcomes[call[0], "lock timeout"] += 1
                except psycopg.Error as error:
                    self.failures.append(f"{call[0]}: {error.sqlstate} {error}")
                else:
                    self._note(call, rows)

    def _note(self, call: Call, rows: list[tuple]) -> None:
        name, _, arguments = call
        outcome = rows[0][0] if rows else "nothing"
        self.outcomes[name, outcome] += 1
        if outcome == "booked":
            self.bookings.append((rows[0][1], self.students[arguments[1]]))
        if outcome == "held":
            self.holds.append((self.students[arguments[1]], arguments[2]))
        if outcome == "published":
            self.slots[arguments[1]] += [row[2] for row in rows]

    def _choose(self, chance: random.Random) -> Call:
        teacher = chance.choice(self.teachers)
        slot = chance.choice(self.slots[teacher.teacher_id][-16:])
        student = chance.choice(self.busy if chance.random() < 0.9 else self.slow)
        kinds = {
            self._book: 22,
            self._hold: 22,
            self._release: 10,
            self._cancel: 22,
            self._move: 12,
            self._withdraw: 6,
            self._publish: 6,
        }
        (kind,) = chance.choices(list(kinds), kinds.values())
        return kind(chance, teacher, student, slot)

    def _sweep(self, chance: random.Random) -> Call:
        time.sleep(chance.random() * 0.02)
        teacher = chance.choice(self.teachers)
        return "sweep", "sweep_holds(%s::bigint, %s::bigint)", (self.school.id, teacher.teacher_id)

    def _book(self, chance: random.Random, teacher: Teacher, student: Person, slot: int) -> Call:
        arguments = (self.school.id, student.id, slot, new_key(), HASH)
        return "book", f"book_slot({THREE_IDS}, null, {KEY})", arguments

    def _hold(self, chance: random.Random, teacher: Teacher, student: Person, slot: int) -> Call:
        return "hold", f"hold_slot({THREE_IDS})", (self.school.id, student.id, slot)

    def _release(self, chance: random.Random, teacher: Teacher, student: Person, slot: int) -> Call:
        if self.holds:
            student, slot = chance.choice(self.holds[-20:])
        return "release", f"release_hold({THREE_IDS})", (self.school.id, student.id, slot)

    def _cancel(self, chance: random.Random, teacher: Teacher, student: Person, slot: int) -> Call:
        if not self.bookings:
            return self._book(chance, teacher, student, slot)
        booking, student = chance.choice(self.bookings[-80:])
        # Now and then it is the teacher who cancels; of three out of four that is not their student.
        actor = teacher if chance.random() < 0.3 else student
        return "cancel", f"cancel_booking({THREE_IDS}, 'so')", (self.school.id, actor.id, booking)

    def _move(self, chance: random.Random, teacher: Teacher, student: Person, slot: int) -> Call:
        if not self.bookings:
            return self._book(chance, teacher, student, slot)
        booking, student = chance.choice(self.bookings[-40:])
        return "move", f"move_booking({THREE_IDS}, %s::bigint)", (self.school.id, student.id, booking, slot)

    def _withdraw(self, chance: random.Random, teacher: Teacher, student: Person, slot: int) -> Call:
        slots = chance.sample(self.slots[teacher.teacher_id], 2)
        return (
            "withdraw",
            "withdraw_slots(%s::bigint, %s::bigint, %s::bigint[])",
            (
                self.school.id,
                teacher.teacher_id,
                slots,
            ),
        )

    def _publish(self, chance: random.Random, teacher: Teacher, student: Person, slot: int) -> Call:
        dates = [teacher.tomorrow() + timedelta(days=40 + chance.randrange(60)) for _ in range(2)]
        times = [f"{chance.randrange(24):02}:00", f"{chance.randrange(24):02}:30"]
        none = [None, None]
        call = (
            "publish_slots(%s::bigint, %s::bigint, %s::date[], %s::time[], %s::int[], %s::int[], %s::int[],"
            f" %s::text[], %s::text[], {KEY}, %s::bigint)"
        )
        of = (self.school.id, teacher.teacher_id)
        return "publish", call, (*of, dates, times, [30, 30], [1, 2], none, none, none, new_key(), HASH, teacher.id)
