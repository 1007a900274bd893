"""A board: through the edge's cache beside nginx's static file, and past it beside C, PHP-FPM and Express."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import paced
from bench.asking import Kind, request
from bench.clients import Target, closed
from bench.exactness import ask, require_same
from bench.extent import Extent
from bench.peers.company import Company, Subject
from bench.result import Goal, Result, compared
from bench.rounds import alternate
from bench.seen import Latencies
from bench.site import edge, origin
from support import stack
from support.school import School

#: Three a day, as on a teacher's page.
SLOTS, DAYS = 24, 7
#: A second, for the latencies: as many as are promised, and a third of what the slowest peer, Express, answers at its peak.
#: A rate of its own for each run would be no rate to compare runs by, so only a slower machine gets one.
RATE = 2000
#: By the names of the company: in words, and what our peak is to be of theirs.
Peers = dict[str, tuple[str, Goal]]
THROUGH: Peers = {"static": ("nginx's static file", Goal(0.75, True))}
PAST: Peers = {
    "libfcgi": ("C and libfcgi, constant bytes", Goal(0.80, True)),
    "php": ("PHP-FPM with phpredis", Goal(2.0, True)),
    "express": ("Express with node-redis", Goal(3.0, True)),
}


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
            through = {"ours": edge(), "static": company.tcp["static"]}
            past = {"ours": origin(), **{name: company.unix[name] for name in PAST}}
            return [
                *_compare("board through the edge cache", through, THROUGH, text, extent),
                *_compare("board past the edge cache", past, PAST, text, extent),
            ]


def subject_of(school: School, teacher: int, day: str) -> Subject:
    """A teacher's board from this day on, as Slotboard answers it past the edge's cache."""
    target = f"/api/v1/teachers/{teacher}/slots?from={day}&days={DAYS}"
    answer = ask(origin(), request("GET", target, school.host))
    return Subject(school.id, teacher, answer.json["version"], (day, DAYS), target, answer)


def _compare(work: str, targets: dict[str, Target], peers: Peers, text: bytes, extent: Extent) -> list[Result]:
    kind = Kind("board", [text])
    peaks = alternate({name: _peak(target, kind, extent) for name, target in targets.items()}, extent.rounds)
    rate = paced.pace(RATE, peaks.values())
    turns = {name: _turn(target, kind, rate, extent) for name, target in targets.items()}
    words = {name: words for name, (words, _) in peers.items()}
    return [
        *(compared(f"{work} ÷ {words[name]}", peaks["ours"], peaks[name], goal) for name, (_, goal) in peers.items()),
        *paced.compare(work, rate, turns, words, extent.paced_rounds),
    ]


def _peak(target: Target, kind: Kind, extent: Extent) -> Callable[[], float]:
    def run() -> float:
        seen = closed(target, [kind], extent.seconds)
        if seen.errors:
            raise SystemExit(f"errors while boards were read: {seen.faults()}")
        return seen.rate

    return run


def _turn(target: Target, kind: Kind, rate: int, extent: Extent) -> Callable[[], Latencies]:
    return lambda: paced.latencies(target, kind, rate, extent.paced_boards_seconds)
