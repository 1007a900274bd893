"""Fixtures of the tests through nginx, and the two rules for a whole run: what disturbs runs last, and every
route × status of the OpenAPI document has been seen."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from support import contract, parts, stack
from support.client import Client
from support.school import Person, School, Teacher

_whole_run = False


@pytest.fixture
def owner() -> Iterator[psycopg.Connection]:
    """The database as its owner, past PgBouncer."""
    with stack.owner() as connection:
        yield connection


@pytest.fixture
def school(owner: psycopg.Connection) -> School:
    return School(owner)


@pytest.fixture
def other_school(owner: psycopg.Connection) -> School:
    return School(owner)


@pytest.fixture
def teacher(school: School) -> Teacher:
    return school.teacher()


@pytest.fixture
def student(school: School) -> Person:
    return school.student()


@pytest.fixture
def visitor(school: School) -> Client:
    """Somebody who is not signed in."""
    return school.visitor()


@pytest.fixture
def as_student(student: Person) -> Client:
    return student.client()


@pytest.fixture
def as_teacher(teacher: Teacher) -> Client:
    return teacher.client()


@pytest.fixture(autouse=True)
def whole_again(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that disturbed parts of the stack, all of them run again before the next one starts."""
    yield
    if request.node.get_closest_marker("disruptive"):
        parts.mend()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    global _whole_run
    items.sort(key=lambda item: item.get_closest_marker("disruptive") is not None)
    files = set(Path(__file__).parent.glob("test_*.py"))
    narrowed = config.option.keyword or config.option.markexpr or any("::" in argument for argument in config.args)
    _whole_run = not narrowed and files <= {item.path for item in items}


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A promise of the document that no test has met fails the run; a part of the tests cannot be judged so."""
    if session.config.option.collectonly or not _whole_run or session.shouldstop or session.shouldfail:
        return
    if unseen := contract.unseen():
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        reporter.write_sep("=", "promised by public/openapi.json, met by no test", red=True)
        reporter.write_line("\n".join(unseen))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
