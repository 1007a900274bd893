"""A page of another site cannot act in a visitor's name."""

import pytest

from support import stack
from support.client import Client, new_key
from support.school import Person, Teacher

WRITES = [
    ("POST", "/api/v1/accounts"),
    ("POST", "/api/v1/session"),
    ("DELETE", "/api/v1/session"),
    ("PATCH", "/api/v1/teachers/{teacher}"),
    ("PUT", "/api/v1/slots/{slot}/hold"),
    ("DELETE", "/api/v1/slots/{slot}/hold"),
    ("POST", "/api/v1/bookings"),
    ("PUT", "/api/v1/bookings/{booking}/cancellation"),
    ("PUT", "/api/v1/bookings/{booking}/slot"),
    ("POST", "/api/v1/slots"),
    ("PATCH", "/api/v1/slots/{slot}"),
    ("DELETE", "/api/v1/slots/{slot}"),
]


@pytest.mark.parametrize("sender", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}], ids=str)
@pytest.mark.parametrize(("method", "path"), WRITES)
def test_another_sites_write_is_refused(
    teacher: Teacher, student: Person, method: str, path: str, sender: dict[str, str]
) -> None:
    slot, booked = teacher.publish(2)
    booking = student.client().book(booked)["id"]
    person = teacher if path.startswith(("/api/v1/teachers", "/api/v1/slots")) and "hold" not in path else student
    target = path.format(teacher=teacher.teacher_id, slot=slot, booking=booking)
    answer = person.client().request(method, target, {"slot_id": slot}, {"Idempotency-Key": new_key(), **sender})
    assert (answer.status, answer.problem) == (403, "forbidden")


@pytest.mark.parametrize("site", ["same-site", "cross-site", "same-origin, cross-site", "", "nonsense"])
def test_only_the_same_origin_writes(teacher: Teacher, as_student: Client, site: str) -> None:
    (slot,) = teacher.publish()
    answer = as_student.put(f"/api/v1/slots/{slot}/hold", headers={"Sec-Fetch-Site": site})
    assert answer.status == 403


def test_our_own_page_and_programs_write(teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    path = f"/api/v1/slots/{slot}/hold"
    port = stack.address()[1]
    origin = f"http://{teacher.school.host}:{port}"
    assert as_student.put(path, headers={"Sec-Fetch-Site": "same-origin", "Origin": origin}).status == 200
    assert as_student.put(path, headers={"Sec-Fetch-Site": "none"}).status == 200
    assert as_student.put(path).status == 200, "neither field: not a browser"


def test_reading_is_open_to_links_from_elsewhere(teacher: Teacher, visitor: Client) -> None:
    answer = visitor.get(f"/api/v1/teachers/{teacher.teacher_id}", {"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 200


def test_no_answer_invites_other_origins(teacher: Teacher, visitor: Client) -> None:
    answer = visitor.get(f"/api/v1/teachers/{teacher.teacher_id}", {"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control-")]
