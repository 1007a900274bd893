"""`fields=`: only the members that were asked for. Tests/support/contract.py holds each item against its schema."""

import pytest

from support.client import Answer, Client
from support.school import Person, School, Teacher


def board(teacher: Teacher, client: Client, fields: str) -> Answer:
    return client.get(f"/api/v1/teachers/{teacher.teacher_id}/slots?from={teacher.tomorrow()}&days=2&fields={fields}")


def test_a_board_of_chosen_members_is_the_whole_board_cut_down(teacher: Teacher, visitor: Client) -> None:
    teacher.publish(9)
    whole = teacher.board(visitor, days=2)
    cut = board(teacher, visitor, "id,starts_at,status")
    assert cut["version"] == whole["version"] and cut["time_zone"] == "UTC"
    names = ("id", "starts_at", "status")
    assert cut["slots"] == [{name: slot[name] for name in names} for slot in whole["slots"]]
    assert len(cut["slots"]) == 9 and len(cut.body) < len(whole.body) / 2


def test_the_order_of_the_names_changes_nothing_but_who_may_keep_the_answer(teacher: Teacher, visitor: Client) -> None:
    teacher.publish(2)
    sorted_names, others = board(teacher, visitor, "id,version"), board(teacher, visitor, "version,id")
    assert sorted_names.body == others.body
    assert sorted_names.headers["cache-control"].startswith("public")
    assert others.headers["cache-control"] == "no-store"


def test_lists_and_single_things_have_fields(school: School, teacher: Teacher, student: Person) -> None:
    first, second = teacher.publish(2)
    client = student.client()
    booking = client.book(first)["id"]
    client.hold(second)
    assert client.get("/api/v1/teachers?fields=name")["teachers"] == [{"name": teacher.name}]
    assert client.get(f"/api/v1/teachers/{teacher.teacher_id}?fields=bio,name").json.keys() == {"bio", "name"}
    assert client.get("/api/v1/bookings?fields=id")["bookings"] == [{"id": booking}]
    assert client.get(f"/api/v1/bookings/{booking}?fields=slot")["slot"]["id"] == first
    assert client.get("/api/v1/holds?fields=slot_id")["holds"] == [{"slot_id": second}]
    week = teacher.client().get(f"/api/v1/slots?from={teacher.tomorrow()}&days=1&fields=bookings,id")
    assert [len(slot["bookings"]) for slot in week["slots"]] == [1, 0]


def test_the_next_page_has_the_same_fields(school: School, visitor: Client) -> None:
    for _ in range(3):
        school.teacher()
    link = visitor.get("/api/v1/teachers?limit=2&fields=id,name").headers["link"]
    assert "fields=id,name" in link
    assert len(visitor.get(link.partition(">")[0].lstrip("<"))["teachers"]) == 1


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ("id,secret", "“secret”"),
        ("id,id", "“id”"),
        ("", "An empty name"),
        ("id,", "An empty name"),
        ("ID", "“ID”"),
        ("place", "“place”"),
        ("%00", "no field"),
        ("%ff", "fields"),
        ("id&fields=id", "fields"),
    ],
)
def test_a_name_that_makes_no_sense_is_named(teacher: Teacher, visitor: Client, fields: str, named: str) -> None:
    for path in (f"/api/v1/teachers/{teacher.teacher_id}", "/api/v1/teachers"):
        answer = visitor.get(f"{path}?fields={fields}")
        assert (answer.status, answer.problem) == (400, "bad-request")
        assert named in answer["errors"][0]["detail"] and answer["errors"][0]["field"] == "fields"


def test_fields_of_private_things_are_checked_too(as_student: Client, as_teacher: Client, teacher: Teacher) -> None:
    for client, path in (
        (as_student, "/api/v1/holds?fields=x"),
        (as_student, "/api/v1/bookings?fields=x"),
        (as_student, "/api/v1/bookings/1?fields=x"),
        (as_teacher, f"/api/v1/slots?from={teacher.tomorrow()}&fields=x"),
        (as_student, f"/api/v1/teachers/{teacher.teacher_id}/slots?from={teacher.tomorrow()}&fields=x"),
    ):
        assert client.get(path).status == 400
