"""Schools made for one test, so that tests run in any order and side by side."""

import base64
import hashlib
import itertools
import secrets
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import psycopg

from support.client import Client

PASSWORD = "correct horse battery"


def new_account(**changes: object) -> dict[str, object]:
    """The body of a sign-up that has not been sent before."""
    account = {
        "name": "Ada Example",
        "email": f"{secrets.token_hex(6)}@new.test",
        "password": PASSWORD,
        "time_zone": "Europe/Zurich",
    }
    return {**account, **changes}


@dataclass
class Person:
    school: "School"
    id: int
    name: str
    email: str
    token: str

    @property
    def cookie(self) -> str:
        return f"slotboard={self.token}"

    def client(self, timeout: float = 15) -> Client:
        """A new visitor who is signed in as this person."""
        return Client(self.school.host, self.cookie, timeout)

    def elsewhere(self, seconds: float = 86_400) -> "Person":
        """The same person, signed in for so long in another browser."""
        token = secrets.token_bytes(32)
        self.school.owner.execute(
            "insert into session (school_id, token_hash, person_id, expires_at)"
            " values (%s, %s, %s, now() + make_interval(secs => %s))",
            (self.school.id, hashlib.sha256(token).digest(), self.id, seconds),
        )
        return replace(self, token=base64.urlsafe_b64encode(token).rstrip(b"=").decode())

    def end_session(self) -> None:
        """Ends the session behind everybody's back: as a sign-out whose word gets lost."""
        digest = hashlib.sha256(base64.urlsafe_b64decode(f"{self.token}=")).digest()
        self.school.owner.execute("update session set ended_at = now() where token_hash = %s", (digest,))


@dataclass
class Teacher(Person):
    teacher_id: int = 0
    zone: str = "UTC"
    _days: itertools.count = field(default_factory=itertools.count, repr=False)
    _tomorrow: date | None = field(default=None, repr=False)

    def tomorrow(self) -> date:
        """The day after the one on which it was first asked for: midnight may pass while a test goes on."""
        self._tomorrow = self._tomorrow or (datetime.now(ZoneInfo(self.zone)) + timedelta(days=1)).date()
        return self._tomorrow

    def skip_days(self, count: int) -> None:
        """Leaves so many days free before the next publication."""
        self._days = itertools.count(next(self._days) + count)

    def publish(self, count: int = 1, capacity: int = 1, minutes: int = 60, **more: object) -> list[int]:
        """New slots, eight a day from tomorrow on, each publication on days of its own."""
        times = []
        while len(times) < count:
            day = self.tomorrow() + timedelta(days=next(self._days))
            times += [(day, time(8 + hour)) for hour in range(min(8, count - len(times)))]
        return self.publish_at(times, capacity, minutes, **more)

    def publish_at(
        self,
        times: list[tuple[date, time]],
        capacity: int = 1,
        minutes: int = 60,
        place: str | None = None,
        note: str | None = None,
    ) -> list[int]:
        """New slots at these wall times, through the same function as the API."""
        n = len(times)
        rows = self.school.owner.execute(
            "select outcome, slot_id, position from publish_slots(%s::bigint, %s::bigint, %s::date[], %s::time[],"
            " %s::int[], %s::int[], %s::int[], %s::text[], %s::text[], %s::text, %s::bytea, %s::bigint)"
            " order by position",
            (
                self.school.id,
                self.teacher_id,
                [day for day, _ in times],
                [moment for _, moment in times],
                [minutes] * n,
                [capacity] * n,
                [None] * n,
                [place] * n,
                [note] * n,
                secrets.token_hex(8),
                secrets.token_bytes(32),
                self.id,
            ),
        ).fetchall()
        assert [row[0] for row in rows] == ["published"] * n, rows
        return [row[1] for row in rows]

    def put_into_past(self, hours_ago: float = 2, minutes: int = 60) -> int:
        """A slot that has started; no function would make it, so it is written by hand."""
        starts = f"date_trunc('minute', now()) - interval '{hours_ago} hours'"
        row = self.school.owner.execute(
            "with b as (update board set version = version + 1 where school_id = %(school)s"
            " and teacher_id = %(teacher)s returning version)"
            " insert into slot (school_id, teacher_id, during, time_zone, local_start, capacity, seats_held,"
            " seats_booked, version)"
            f" select %(school)s, %(teacher)s, tstzrange({starts}, {starts} + interval '{minutes} minutes'),"
            f" %(zone)s, ({starts}) at time zone %(zone)s, 1, 0, 0, version from b returning id",
            {"school": self.school.id, "teacher": self.teacher_id, "zone": self.zone},
        ).fetchone()
        assert row
        return row[0]

    def board(self, client: Client | None = None, days: int = 31, **more: object):
        """The board as anybody sees it, from tomorrow on."""
        client = client or Client(self.school.host)
        return client.get(f"/api/v1/teachers/{self.teacher_id}/slots?from={self.tomorrow()}&days={days}")


class School:
    """A school with a host name of its own: browsers take *.localhost for this machine and trust it."""

    def __init__(self, owner: psycopg.Connection) -> None:
        self.owner = owner
        self.slug = f"t{secrets.token_hex(6)}"
        self.host = f"{self.slug}.localhost"
        self.id = self._one(
            "insert into school (slug, name, host, time_zone) values (%s, %s, %s, 'UTC') returning id",
            self.slug,
            "A school of the tests",
            self.host,
        )
        self._numbers = itertools.count(1)

    def visitor(self) -> Client:
        """Somebody who is not signed in."""
        return Client(self.host)

    def student(self, name: str | None = None) -> Person:
        return Person(self, *self._person(name or f"Student {next(self._numbers)}", "student"))

    def students(self, count: int) -> list[Person]:
        with self.owner.transaction():
            return [self.student() for _ in range(count)]

    def teacher(self, zone: str = "UTC", name: str | None = None, subjects: tuple[str, ...] = ("Maths",)) -> Teacher:
        person = self._person(name or f"Teacher {next(self._numbers)}", "teacher", zone)
        teacher_id = self._one(
            "insert into teacher (school_id, person_id, name, subjects, languages, bio, time_zone)"
            " values (%s, %s, %s, %s, %s, %s, %s) returning id",
            self.id,
            person[0],
            person[1],
            list(subjects),
            ["English"],
            "Explains patiently.",
            zone,
        )
        return Teacher(self, *person, teacher_id, zone)

    def change_policy(self, **settings: int) -> None:
        """A newer version of the policy."""
        columns, values = ", ".join(settings), list(settings.values())
        self._one(
            f"insert into policy (school_id, version, {columns}) select %s, max(version) + 1,"
            f" {', '.join(['%s'] * len(values))} from policy where school_id = %s returning version",
            self.id,
            *values,
            self.id,
        )

    def active_bookings(self, slot: int) -> int:
        return self._one(
            "select count(*) from booking where school_id = %s and slot_id = %s and cancelled_at is null", self.id, slot
        )

    def _person(self, name: str, role: str, zone: str = "UTC") -> tuple[int, str, str, str]:
        email = f"{secrets.token_hex(6)}@{self.slug}.test"
        token = secrets.token_bytes(32)
        person = self._one(
            "with p as (insert into person (school_id, email, name, time_zone) values (%s, %s, %s, %s)"
            " returning school_id, id),"
            " r as (insert into person_role (school_id, person_id, role) select school_id, id, %s from p),"
            " s as (insert into session (school_id, token_hash, person_id, expires_at)"
            " select school_id, %s, id, now() + interval '1 day' from p)"
            " select id from p",
            self.id,
            email,
            name,
            zone,
            role,
            hashlib.sha256(token).digest(),
        )
        return person, name, email, base64.urlsafe_b64encode(token).rstrip(b"=").decode()

    def _one(self, sql: str, *parameters: object):
        row = self.owner.execute(sql, parameters).fetchone()
        assert row is not None
        return row[0]
