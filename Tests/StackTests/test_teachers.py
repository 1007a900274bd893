"""Finding a teacher, and a teacher's own profile."""

from datetime import time, timedelta

import pytest

from support.client import Client
from support.school import Person, School, Teacher


def names(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/api/v1/teachers{query}")
    assert answer.status == 200
    return [teacher["name"] for teacher in answer["teachers"]]


def test_the_soonest_opening_comes_first_then_the_name(school: School, visitor: Client) -> None:
    zoe, adam, ben = (school.teacher(name=name) for name in ("Zoe", "Adam", "Ben"))
    ben.publish_at([(ben.tomorrow() + timedelta(days=3), time(9))])
    zoe.publish_at([(zoe.tomorrow(), time(9))])
    assert names(visitor) == ["Zoe", "Ben", "Adam"]
    assert adam.teacher_id


def test_at_most_three_next_openings_and_only_open_ones(school: School, teacher: Teacher, visitor: Client) -> None:
    slots = teacher.publish(5)
    school.student().client().book(slots[0])
    school.student().client().hold(slots[1])
    teacher.client().delete(f"/api/v1/slots/{slots[2]}")
    shown = visitor.get("/api/v1/teachers")["teachers"][0]["next_openings"]
    assert [slot["id"] for slot in shown] == slots[3:5]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=zoe", ["Zoë Müller"]),
        ("?q=M%C3%9CLL", ["Zoë Müller"]),
        ("?q=phys", ["Bo Li"]),
        ("?q=PHYSICS", ["Bo Li"]),
        ("?q=%25", []),
        ("?q=_", []),
        ("?q=%5C", []),
        ("?q=", ["Bo Li", "Zoë Müller"]),
        ("?subject=Chemistry", ["Zoë Müller"]),
        ("?subject=Nothing", []),
    ],
)
def test_search_knows_neither_case_nor_accents(school: School, visitor: Client, query: str, found: list[str]) -> None:
    school.teacher(name="Zoë Müller", subjects=("Chemistry",))
    school.teacher(name="Bo Li", subjects=("Physics", "Maths"))
    assert names(visitor, query) == found


def test_pages_lead_through_all_teachers_once(school: School, visitor: Client) -> None:
    expected = [f"Teacher {i:02}" for i in range(7)]
    for name in expected:
        school.teacher(name=name)
    school.teacher(name="With an opening").publish()
    met, target = [], "/api/v1/teachers?limit=3"
    while target:
        page = visitor.get(target)
        met += [teacher["name"] for teacher in page["teachers"]]
        assert len(page["teachers"]) <= 3
        if cursor := page["next_cursor"]:
            target = page.headers["link"].partition(">")[0].lstrip("<")
            assert 'rel="next"' in page.headers["link"] and cursor in target and "limit=3" in target
        else:
            assert "link" not in page.headers
            target = None
    assert met == ["With an opening", *expected]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=-1", "limit=x", "limit=1.5", "limit=99999999999999999999", "cursor=nonsense"],
)
def test_a_limit_out_of_range_or_a_made_up_cursor_is_refused(visitor: Client, query: str) -> None:
    answer = visitor.get(f"/api/v1/teachers?{query}")
    assert (answer.status, answer.problem) == (400, "bad-request")


@pytest.mark.parametrize("query", ["unknown=1", "limit=3&limit=3", "%6Cimit=3", "q=a&q=b"])
def test_the_directory_has_no_second_spelling(visitor: Client, query: str) -> None:
    answer = visitor.get(f"/api/v1/teachers?{query}")
    assert (answer.status, answer.problem) == (400, "bad-request")


def test_a_school_shows_its_own_teachers_only(teacher: Teacher, other_school: School) -> None:
    stranger = other_school.visitor()
    assert names(stranger) == []
    assert stranger.get(f"/api/v1/teachers/{teacher.teacher_id}").status == 404


def test_one_teacher(teacher: Teacher, visitor: Client) -> None:
    shown = visitor.get(f"/api/v1/teachers/{teacher.teacher_id}")
    assert shown.status == 200
    assert shown["name"] == teacher.name and shown["subjects"] == ["Maths"] and shown["next_openings"] == []


@pytest.mark.parametrize(
    "id", ["0", "-1", "x", "1.5", "9007199254740991", "9007199254740992", "9" * 40, "%00", "1%2F2"]
)
def test_an_id_nobody_has_is_not_found(visitor: Client, id: str) -> None:
    answer = visitor.get(f"/api/v1/teachers/{id}")
    assert answer.status in (400, 404) and answer.problem in ("not-found", "bad-request")


def test_a_teacher_changes_the_own_profile(teacher: Teacher, as_teacher: Client, visitor: Client) -> None:
    path = f"/api/v1/teachers/{teacher.teacher_id}"
    change = {"bio": "Two honest sentences. Really.", "subjects": ["Latin", "Greek"], "languages": ["Deutsch"]}
    changed = as_teacher.patch(path, change)
    assert changed.status == 200
    shown = visitor.get(path)
    assert {name: shown[name] for name in change} == change
    assert shown["name"] == teacher.name, "what was not sent stays"


def test_the_default_place_is_for_the_teacher_alone(teacher: Teacher, as_teacher: Client, visitor: Client) -> None:
    path = f"/api/v1/teachers/{teacher.teacher_id}"
    assert as_teacher.patch(path, {"place": "Room 7"})["place"] == "Room 7"
    assert as_teacher.get("/api/v1/profile")["place"] == "Room 7"
    for client in (visitor, as_teacher):
        assert b"Room 7" not in client.get(path).body


def test_only_a_teacher_has_a_profile(visitor: Client, as_student: Client) -> None:
    assert visitor.get("/api/v1/profile").status == 401
    assert as_student.get("/api/v1/profile").status == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"subjects": "Latin"},
        {"subjects": [7]},
        {"subjects": ["\u0000"]},
        {"bio": "x" * 5000},
        {"time_zone": "Mars/Olympus"},
        {"place": 7},
        {"id": 1},
    ],
    ids=str,
)
def test_a_wrong_profile_is_refused(teacher: Teacher, as_teacher: Client, wrong: dict[str, object]) -> None:
    answer = as_teacher.patch(f"/api/v1/teachers/{teacher.teacher_id}", wrong)
    assert (answer.status, answer.problem) == (400, "bad-request")
    assert answer["errors"][0]["field"].startswith(next(iter(wrong)))


def test_nobody_else_changes_a_profile(school: School, other_school: School, teacher: Teacher, student: Person) -> None:
    path = f"/api/v1/teachers/{teacher.teacher_id}"
    assert school.visitor().patch(path, {"bio": "x"}).status == 401
    assert student.client().patch(path, {"bio": "x"}).status == 403
    assert school.teacher().client().patch(path, {"bio": "x"}).status == 403
    assert other_school.teacher().client().patch(path, {"bio": "x"}).status in (403, 404)
    assert teacher.client().patch("/api/v1/teachers/9007199254740991", {"bio": "x"}).status in (403, 404)
