"""Free slots in stock, numbered so that every side can tell the next booking by a number, and no two are in each other's
way: neighbours are slots of different teachers, and slots of one time go to different students."""

from crowd.stage import Stage

from bench.asking import request
from support.client import new_key
from support.school import School


class Stock:
    def __init__(self, school: School, bookings: int, teachers: int = 500) -> None:
        self.teachers = min(teachers, bookings)
        self.slots_each = -(-bookings // self.teachers)
        self.school = school
        self._stage = Stage(school, self.teachers, self.slots_each)
        self.first_slot = self._stage.slots[self._stage.teachers[0]][0]
        self.students = len(self._stage.cookies)
        self.first_student = self._first_student()
        self._next = 0

    def _first_student(self) -> int:
        """Ids of slots and students are their numbers, from some number on; the slots' are by teacher, then by time."""
        every = [slot for slots in self._stage.slots.values() for slot in slots]
        people = [
            row[0]
            for row in self.school.owner.execute(
                "select id from person where school_id = %s and email like 'student%%' order by split_part(name, ' ', 2)::int",
                (self.school.id,),
            )
        ]
        for ids in (every, people):
            assert ids == list(range(ids[0], ids[0] + len(ids))), "somebody else made slots or people meanwhile"
        return people[0]

    @property
    def teacher(self) -> int:
        """One of the teachers."""
        return self._stage.teachers[0]

    @property
    def all_teachers(self) -> list[int]:
        return self._stage.teachers

    @property
    def window(self) -> str:
        return self._stage.window

    @property
    def first_day(self) -> str:
        return str(self._stage.first_day)

    def take(self, count: int) -> int:
        """The number of the first of so many bookings that nobody else makes."""
        first, self._next = self._next, self._next + count
        if self._next > self.teachers * self.slots_each:
            raise SystemExit("all slots are booked: the run wants a larger stock")
        return first

    def requests(self, count: int) -> list[bytes]:
        """So many bookings as they are sent, each with a key of its own."""
        first = self.take(count)
        return [self.request(number) for number in range(first, first + count)]

    def request(self, number: int, key: str | None = None, cookie: str | None = None) -> bytes:
        wish = self._stage.wish(number)
        return request(
            "POST",
            "/api/v1/bookings",
            self.school.host,
            {"slot_id": wish.slot},
            cookie=cookie or wish.cookie,
            idempotency_key=key or new_key(),
        )

    def requests_of_one(self, count: int) -> list[bytes]:
        """The same, all in the name of one student."""
        cookie = self._stage.cookies[0]
        first = self.take(count)
        return [self.request(number, cookie=cookie) for number in range(first, first + count)]

    def holds(self, count: int) -> list[bytes]:
        """So many holds; who has one already lets it go by that."""
        first = self.take(count)
        wishes = [self._stage.wish(number) for number in range(first, first + count)]
        return [
            request("PUT", f"/api/v1/slots/{wish.slot}/hold", self.school.host, cookie=wish.cookie) for wish in wishes
        ]

    def boards(self) -> list[bytes]:
        """Each teacher's board, as the page asks for it."""
        day = self._stage.first_day
        return [
            request("GET", f"/api/v1/teachers/{teacher}/slots?from={day}&days=7", self.school.host)
            for teacher in self._stage.teachers
        ]
