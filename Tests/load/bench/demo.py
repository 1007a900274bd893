"""A school of the shape that the large demo's is of, and what is asked of it: eight lessons on each working day."""

import base64
import hashlib
import random
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta

import psycopg

from bench.asking import request
from support.client import new_key
from support.school import School

#: Of the small school; so many as the small demo has.
TEACHERS, STUDENTS = 20, 500
COMING = 200
WINDOWS = [(ahead, days) for ahead in range(1, 29) for days in range(3, 15)]


@dataclass
class Demo:
    """Requests that are made once each: boards that no cache has, and bookings that nobody is in the way of."""

    owner: psycopg.Connection
    school: int
    host: str
    _boards: list[bytes] = field(default_factory=list)
    _bookings: list[bytes] = field(default_factory=list)

    def boards(self, count: int) -> list[bytes]:
        if not self._boards:
            teachers = self._ids(
                "select id from teacher t where school_id = %s and exists (select from slot"
                " where school_id = t.school_id and teacher_id = t.id and lower(during) > now() + interval '28 days')"
            )
            today, chance = date.today(), random.Random(4)
            windows = [(teacher, *window) for teacher in teachers for window in WINDOWS]
            self._boards = [
                request(
                    "GET", f"/api/v1/teachers/{teacher}/slots?from={today + timedelta(ahead)}&days={days}", self.host
                )
                for teacher, ahead, days in chance.sample(windows, min(len(windows), 20 * len(WINDOWS)))
            ]
        return _taken(self._boards, count, "boards")

    def bookings(self, count: int) -> list[bytes]:
        if not self._bookings:
            cookies = self._sign_in()
            # In the order of time: neighbours, which may overlap, go to different students.
            slots = self._ids(
                "select id from (select id, during from slot where school_id = %s and seats_booked = 0"
                " and seats_held = 0 and withdrawn_at is null and lower(during) > now() + interval '1 day'"
                f" order by hashint8(id) limit {TEACHERS * COMING}) as chosen order by lower(during), id"
            )
            self._bookings = [
                request(
                    "POST",
                    "/api/v1/bookings",
                    self.host,
                    {"slot_id": slot},
                    cookie=cookies[number % len(cookies)],
                    idempotency_key=new_key(),
                )
                for number, slot in enumerate(slots)
            ]
            random.Random(4).shuffle(self._bookings)
        return _taken(self._bookings, count, "bookings")

    def _ids(self, statement: str) -> list[int]:
        return [row[0] for row in self.owner.execute(statement, (self.school,))]

    def _sign_in(self) -> list[str]:
        """A session for each student who has no lesson ahead."""
        people = self._ids(
            "select person_id from person_role r where school_id = %s and role = 'student' and not exists"
            " (select from booking where school_id = r.school_id and student_id = r.person_id"
            f" and upper(during) > now()) order by person_id limit {STUDENTS}"
        )
        tokens = [secrets.token_bytes(32) for _ in people]
        self.owner.execute(
            "insert into session (school_id, token_hash, person_id, expires_at)"
            " select %s, hash, id, now() + interval '1 day' from unnest(%s::bytea[], %s::bigint[]) as token (hash, id)",
            (self.school, [hashlib.sha256(token).digest() for token in tokens], people),
        )
        return [f"slotboard={base64.urlsafe_b64encode(token).rstrip(b'=').decode()}" for token in tokens]


def large(owner: psycopg.Connection) -> Demo:
    """The large demo, as bin/up --demo large loads it."""
    row = owner.execute("select id from school where slug = 'demo'").fetchone()
    assert row
    return Demo(owner, row[0], "localhost")


def small(owner: psycopg.Connection) -> Demo:
    """Twenty teachers with the same timetable, in a database that has little else."""
    school = School(owner)
    for role, count in (("teacher", TEACHERS), ("student", STUDENTS)):
        owner.execute(
            "with p as (insert into person (school_id, email, name, time_zone)"
            " select %(school)s, %(role)s || n || '@load.test', 'Somebody ' || n, 'UTC'"
            " from generate_series(1, %(count)s) as n returning school_id, id)"
            " insert into person_role (school_id, person_id, role) select school_id, id, %(role)s from p",
            {"school": school.id, "role": role, "count": count},
        )
    owner.execute(
        "insert into teacher (school_id, person_id, name, time_zone)"
        " select school_id, person_id, 'Somebody', 'UTC' from person_role where school_id = %s and role = 'teacher'",
        (school.id,),
    )
    owner.execute("update board set version = 1 where school_id = %s", (school.id,))
    owner.execute(
        "insert into slot (school_id, teacher_id, during, time_zone, local_start, version)"
        " select school_id, id, tstzrange(at, at + interval '45 minutes'), 'UTC', at at time zone 'UTC', 1"
        " from teacher cross join generate_series(1, 50) as day cross join generate_series(11, 18) as hour"
        " cross join lateral (select date_trunc('day', now(), 'UTC') + day * interval '1 day'"
        " + hour * interval '1 hour') as start (at)"
        f" where school_id = %s and extract(isodow from at at time zone 'UTC') < 6 and day <= {COMING // 8 * 7 // 5}",
        (school.id,),
    )
    owner.execute("analyze")
    return Demo(owner, school.id, school.host)


def _taken(requests: list[bytes], count: int, what: str) -> list[bytes]:
    if len(requests) < count:
        raise SystemExit(f"there are no {count} {what} left that nobody has asked for")
    taken = requests[:count]
    del requests[:count]
    return taken
