"""How often a request asks the guard, Redis and PostgreSQL, as the table in ARCHITECTURE.md has it."""

import pytest

from support.round_trips import RoundTrips, of_each
from support.school import School, Teacher

# So many that what happens once beside them is less than half a round trip of each.
MANY = 20


def test_a_booking_asks_each_server_once(school: School, teacher: Teacher) -> None:
    slots = teacher.publish(MANY + 1)
    client = school.student().client()

    def book(slot: int) -> None:
        assert client.book(slot).status == 201

    book(slots.pop())
    assert of_each([lambda slot=slot: book(slot) for slot in slots], school) == RoundTrips(1, 1, 1)


def test_a_hold_asks_each_server_once(school: School, teacher: Teacher) -> None:
    slots = teacher.publish(MANY + 1)
    client = school.student().client()

    def hold(slot: int) -> None:
        assert client.hold(slot).status == 200

    hold(slots.pop())
    assert of_each([lambda slot=slot: hold(slot) for slot in slots], school) == RoundTrips(1, 1, 1)


def test_a_move_and_a_cancellation_ask_each_server_once(school: School, teacher: Teacher) -> None:
    teacher.skip_days(7)  # Farther than the school's cutoff.
    client = school.student().client()
    bookings = [client.book(slot)["id"] for slot in teacher.publish(MANY)]

    def move(booking: int, slot: int) -> None:
        assert client.move(booking, slot).status == 200

    def cancel(booking: int) -> None:
        assert client.cancel(booking).status == 200

    moves = [lambda pair=pair: move(*pair) for pair in zip(bookings, teacher.publish(MANY), strict=True)]
    assert of_each(moves, school) == RoundTrips(1, 1, 1)
    assert of_each([lambda booking=booking: cancel(booking) for booking in bookings], school) == RoundTrips(1, 1, 1)


@pytest.mark.parametrize("target", ["/api/v1/bookings", "/api/v1/holds", "/api/v1/slots?from={day}&days=7"])
def test_what_is_ones_own_asks_the_guard_and_postgresql(school: School, teacher: Teacher, target: str) -> None:
    client, target = teacher.client(), target.format(day=teacher.tomorrow())

    def read() -> None:
        assert client.get(target).status == 200

    read()
    assert of_each([read] * MANY, school) == RoundTrips(guard=1, redis=0, database=1)


def test_who_is_signed_in_the_guard_alone_knows(school: School) -> None:
    client = school.student().client()

    def read() -> None:
        assert client.get("/api/v1/session")["person"]

    read()
    assert of_each([read] * MANY, school) == RoundTrips(guard=1, redis=0, database=0)


def test_a_board_in_memory_asks_nobody(school: School, teacher: Teacher) -> None:
    teacher.publish()

    def read() -> None:
        assert teacher.board(visitor).status == 200

    visitor = school.visitor()
    # Each process has it then.
    for _ in range(MANY):
        read()
    assert of_each([read] * MANY, school) == RoundTrips(guard=0, redis=0, database=0)
