"""Searches of the directory: a visitor's is done once a second for all who ask the same, and nobody misses their own change."""

import time
from concurrent.futures import ThreadPoolExecutor

from support import parts, stack
from support.client import Client
from support.school import Person, School, Teacher
from support.waiting import eventually

SEARCH = "/api/v1/teachers?q=maths"


def visitors_ask(school: School, count: int) -> None:
    """All at once, each over a connection of their own."""
    with ThreadPoolExecutor(count) as pool:
        answers = pool.map(lambda visitor: visitor.get(SEARCH), [school.visitor() for _ in range(count)])
    assert [answer.status for answer in answers] == [200] * count


def searches_done() -> int:
    """By PostgreSQL, for anybody."""
    with stack.superuser() as connection:
        row = connection.execute(
            "select coalesce(sum(calls), 0)::int from pg_stat_statements where query like '%strpos(folded(t.name%'"
        ).fetchone()
        return row[0]


def opening(client: Client) -> list[int]:
    [found] = client.get(SEARCH)["teachers"]
    return [slot["id"] for slot in found["next_openings"]]


def test_visitors_who_search_for_the_same_share_one_search_a_second(school: School, teacher: Teacher) -> None:
    teacher.publish()
    before, began = searches_done(), time.monotonic()
    for _ in range(4):
        visitors_ask(school, 64)
    seconds = int(time.monotonic() - began) + 1
    done = searches_done() - before
    assert 1 <= done <= seconds * len(parts.workers("api"))


def test_each_is_shown_at_once_what_they_changed_themselves(
    school: School, teacher: Teacher, student: Person, as_teacher: Client, as_student: Client
) -> None:
    booked, withdrawn, left = teacher.publish(3)
    visitors_ask(school, 32)
    assert as_student.book(booked).status == 201
    assert opening(as_student) == [withdrawn, left]
    visitors_ask(school, 32)
    assert as_teacher.delete(f"/api/v1/slots/{withdrawn}").status in (200, 204)
    assert opening(as_teacher) == [left]
    visitors_ask(school, 32)
    assert as_teacher.patch(f"/api/v1/teachers/{teacher.teacher_id}", {"name": "Ada Lovelace"}).status == 200
    assert as_teacher.get(SEARCH)["teachers"][0]["name"] == "Ada Lovelace"


def test_visitors_are_shown_a_change_a_moment_later(
    school: School, teacher: Teacher, as_teacher: Client, visitor: Client
) -> None:
    [slot] = teacher.publish()
    assert opening(visitor) == [slot]
    as_teacher.delete(f"/api/v1/slots/{slot}")
    eventually(lambda: opening(visitor) == [])
