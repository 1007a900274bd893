"""A school with many teachers, slots, students and sessions, made in a few statements; and what its boards must be."""

import base64
import hashlib
import http.client
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from support import stack
from support.school import School

DAYS = 31
SLOTS_A_DAY = 96  # A quarter of an hour each: all teachers have the same times.


@dataclass(frozen=True)
class Wish:
    """One booking that cannot clash with any other."""

    slot: int
    cookie: str


class Stage:
    def __init__(self, school: School, teachers: int, slots_each: int) -> None:
        if slots_each > DAYS * SLOTS_A_DAY:
            raise SystemExit(f"{slots_each} slots do not fit into {DAYS} days: name more teachers or fewer bookings")
        self.school = school
        self.owner = school.owner
        self.first_day = datetime.now(UTC).date() + timedelta(days=1)
        self.teachers = self._make_teachers(teachers)
        self.slots = self._make_slots(slots_each)
        # Slots of one time go to different students.
        self.cookies = self._make_students(max(teachers, 100))
        self.owner.execute("analyze person, person_role, session, teacher, board, slot")

    @property
    def window(self) -> str:
        return f"from={self.first_day}&days={DAYS}"

    def wish(self, number: int) -> Wish:
        """The booking of this number: all teachers in turn, each slot once."""
        turn, teacher = divmod(number, len(self.teachers))
        return Wish(self.slots[self.teachers[teacher]][turn], self.cookies[number % len(self.cookies)])

    def boards(self) -> list[dict[str, Any]]:
        """Each board as a page loads it: through the API."""
        connection = http.client.HTTPConnection(*stack.address(), timeout=30)
        found = []
        for teacher in self.teachers:
            path = f"/api/v1/teachers/{teacher}/slots?{self.window}"
            connection.request("GET", path, headers={"Host": self.school.host})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status} {body[:200]!r}")
            board = json.loads(body)
            keys = ("id", "version", "status", "seats_left")
            slots = [{key: slot[key] for key in keys} for slot in board["slots"]]
            found.append({"teacher": teacher, "version": board["version"], "slots": slots})
        connection.close()
        return found

    def truth(self) -> list[dict[str, Any]]:
        """Each board as it is: from the database. Nobody holds a slot here, so its status follows from its seats."""
        rows = self.owner.execute(
            "select board.teacher_id, board.version, jsonb_agg(jsonb_build_object('id', slot.id, 'version', slot.version,"
            " 'status', case when seats_booked = capacity then 'booked' else 'open' end,"
            " 'seats_left', capacity - seats_booked))"
            " from board join slot using (school_id, teacher_id) where school_id = %s group by 1, 2",
            (self.school.id,),
        )
        return [{"teacher": teacher, "version": version, "slots": slots} for teacher, version, slots in rows]

    def booked_at(self) -> dict[tuple[int, int], int]:
        """(teacher, version) → when its booking was made, in nanoseconds of the system's clock.

        The clock is read under the slot's lock, some statements before COMMIT: a delay from here is an upper bound.
        """
        rows = self.owner.execute(
            "select slot.teacher_id, slot.version, (extract(epoch from booking.created_at) * 1000000)::bigint * 1000"
            " from booking join slot on slot.school_id = booking.school_id and slot.id = booking.slot_id"
            " where booking.school_id = %s",
            (self.school.id,),
        )
        return {(teacher, version): at for teacher, version, at in rows}

    def _make_teachers(self, count: int) -> list[int]:
        rows = self.owner.execute(
            "with p as (insert into person (school_id, email, name, time_zone)"
            " select %(school)s, 'teacher' || n || '@load.test', 'Teacher ' || n, 'UTC'"
            " from generate_series(1, %(count)s) as n returning school_id, id, name),"
            " r as (insert into person_role (school_id, person_id, role) select school_id, id, 'teacher' from p)"
            " insert into teacher (school_id, person_id, name, time_zone)"
            " select school_id, id, name, 'UTC' from p returning id",
            {"school": self.school.id, "count": count},
        )
        return [row[0] for row in rows]

    def _make_slots(self, each: int) -> dict[int, list[int]]:
        """All slots of a teacher are version 1 of the board, which changed long ago."""
        self.owner.execute(
            "update board set version = 1, changed_at = changed_at - interval '1 day' where school_id = %s",
            (self.school.id,),
        )
        rows = self.owner.execute(
            "insert into slot (school_id, teacher_id, during, time_zone, local_start, version)"
            " select school_id, id, tstzrange(at, at + interval '15 minutes'), 'UTC', at at time zone 'UTC', 1"
            " from teacher cross join generate_series(0, %(each)s - 1) as n"
            " cross join lateral (select %(day)s::date::timestamp at time zone 'UTC' + n * interval '15 minutes')"
            " as start (at) where school_id = %(school)s order by id, n returning teacher_id, id",
            {"each": each, "day": self.first_day, "school": self.school.id},
        )
        slots: dict[int, list[int]] = {teacher: [] for teacher in self.teachers}
        for teacher, slot in rows:
            slots[teacher].append(slot)
        return slots

    def _make_students(self, count: int) -> list[str]:
        tokens = [secrets.token_bytes(32) for _ in range(count)]
        self.owner.execute(
            "with p as (insert into person (school_id, email, name, time_zone)"
            " select %(school)s, 'student' || n || '@load.test', 'Student ' || n, 'UTC'"
            " from generate_series(1, %(count)s) as n returning school_id, id, email),"
            " r as (insert into person_role (school_id, person_id, role) select school_id, id, 'student' from p)"
            " insert into session (school_id, token_hash, person_id, expires_at)"
            " select school_id, hash, id, now() + interval '1 day'"
            " from unnest(%(hashes)s::bytea[]) with ordinality as token (hash, n)"
            " join p on p.email = 'student' || n || '@load.test'",
            {"school": self.school.id, "count": count, "hashes": [hashlib.sha256(token).digest() for token in tokens]},
        )
        return [f"slotboard={base64.urlsafe_b64encode(token).rstrip(b'=').decode()}" for token in tokens]
