"""The statements whose plans are measured and bounded in sql/ are the ones that the programs ask."""

import re
from pathlib import Path

import psycopg
import pytest

from support import parts, stack
from support.client import Client
from support.school import Teacher
from support.stream import Stream
from support.waiting import eventually

FOLDER = Path(__file__).parents[2] / "sql/plans/statements"


def written() -> dict[str, str]:
    """The statements of sql/plans by name."""
    text = "\n".join(path.read_text() for path in sorted(FOLDER.glob("*.sql")))
    return dict(re.findall(r"^prepare (\w+) as\n(.*?);$", text, re.DOTALL | re.MULTILINE))


def identifiers(connection: psycopg.Connection) -> dict[str, int]:
    """What PostgreSQL tells equal statements by, however they are laid out: a fingerprint of what they mean."""
    connection.execute("set compute_query_id = on")
    found = {}
    for name, statement in written().items():
        connection.execute(f"prepare {name} as {statement}")
        row = connection.execute(
            "select cardinality(parameter_types) from pg_prepared_statements where name = %s", [name]
        ).fetchone()
        nothing = ", ".join(["null"] * row[0])
        plan = connection.execute(f"explain (verbose, format json) execute {name}({nothing})").fetchone()
        found[name] = plan[0][0]["Query Identifier"]
    return found


@pytest.mark.disruptive
def test_what_is_measured_is_what_is_asked(
    owner: psycopg.Connection, teacher: Teacher, visitor: Client, as_student: Client, as_teacher: Client
) -> None:
    taken, free = teacher.publish(2)
    assert teacher.board().status == 200
    assert visitor.get(f"/api/v1/teachers/{teacher.teacher_id}").status == 200
    assert visitor.get("/api/v1/teachers").status == 200
    booking = as_student.book(taken)["id"]
    assert as_student.get(f"/api/v1/bookings/{booking}").status == 200
    assert teacher.school.student().client().book(taken).status == 409
    for when in ("coming", "past"):
        assert as_student.get(f"/api/v1/bookings?when={when}").status == 200
    assert as_teacher.get(f"/api/v1/slots?from={teacher.tomorrow()}").status == 200
    assert visitor.post("/api/v1/session", {"email": "nobody@example.test", "password": "wrong"}).status == 401
    with Stream(teacher.school.host, f"teacher={teacher.teacher_id}&since=0") as stream:
        stream.wait_for_slot(free)
    # Some of what jobs do is due once an hour and when they start: by now other tests' statements may have taken its place.
    parts.stop("jobs")
    parts.start("jobs")
    # A change of which nobody was told: the relay asks whom it concerns.
    owner.execute(
        "update board set version = version + 1, changed_at = clock_timestamp() where school_id = %s and teacher_id = %s",
        [teacher.school.id, teacher.teacher_id],
    )
    with stack.superuser() as connection:
        wanted = identifiers(connection)

        def unasked() -> list[str]:
            asked = {row[0] for row in connection.execute("select queryid from pg_stat_statements")}
            return [name for name, identifier in wanted.items() if identifier not in asked]

        assert eventually(lambda: not unasked() or None, within=10), unasked()
