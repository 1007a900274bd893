"""A board: through the edge's cache beside nginx's static file, and past it beside C, PHP-FPM and Express."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.asking import Kind, request
from bench.clients import Target, closed
from bench.exactness import ask, require_same
from bench.extent import Extent
from bench.peers.company import Company, Subject
from bench.result import Goal, Result, compared
from bench.rounds import Figure, alternate
from bench.site import edge, origin
from support import stack
from support.school import School

#: Three a day, as on a teacher's page.
SLOTS, DAYS = 24, 7


def measure(extent: Extent) -> list[Result]:
    with stack.owner() as owner, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        school = School(owner)
        teacher = school.teacher()
        teacher.publish(SLOTS)
        subject = subject_of(school, teacher.teacher_id, str(teacher.tomorrow()))
        text = request("GET", subject.target, school.host)
        with Company(Path(folder), subject) as company:
            require_same("the edge", subject.answer, ask(edge(), text))
            for name, target in company.unix.items():
                fields = ("content-type",) if name == "static" else ("content-type", "etag", "cache-control")
                require_same(name, subject.answer, ask(target, text), fields)
            return [*_through_the_edge(extent, company, text), *_past_the_edge(extent, company, text)]


def subject_of(school: School, teacher: int, day: str) -> Subject:
    """A teacher's board from this day on, as Slotboard answers it past the edge's cache."""
    target = f"/api/v1/teachers/{teacher}/slots?from={day}&days={DAYS}"
    answer = ask(origin(), request("GET", target, school.host))
    return Subject(school.id, teacher, answer.json["version"], (day, DAYS), target, answer)


def _through_the_edge(extent: Extent, company: Company, text: bytes) -> list[Result]:
    found = _rates(extent, {"ours": edge(), "static": company.tcp["static"]}, text)
    return [
        compared("board through the edge cache ÷ nginx's static file", found["ours"], found["static"], Goal(0.75, True))
    ]


def _past_the_edge(extent: Extent, company: Company, text: bytes) -> list[Result]:
    found = _rates(extent, {"ours": origin(), **{name: company.unix[name] for name in PEERS}}, text)
    return [
        compared(f"board past the edge cache ÷ {words}", found["ours"], found[name], goal)
        for name, (words, goal) in PEERS.items()
    ]


PEERS = {
    "libfcgi": ("C and libfcgi, constant bytes", Goal(0.80, True)),
    "php": ("PHP-FPM with phpredis", Goal(2.0, True)),
    "express": ("Express with node-redis", Goal(3.0, True)),
}


def _rates(extent: Extent, targets: dict[str, Target], text: bytes) -> dict[str, Figure]:
    kinds = [Kind("board", [text])]

    def rate(target: Target) -> Callable[[], float]:
        def run() -> float:
            seen = closed(target, kinds, extent.seconds)
            if seen.errors:
                raise SystemExit(f"errors while boards were read: {seen.faults()}")
            return seen.rate

        return run

    return alternate({name: rate(target) for name, target in targets.items()}, extent.rounds)
