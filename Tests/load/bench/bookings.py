"""Bookings: beside pgbench, which calls the same function through the same PgBouncer and does nothing else, and beside
PHP-FPM, which takes the same steps."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import paced
from bench.asking import Kind
from bench.boards import subject_of
from bench.clients import Target, closed
from bench.exactness import ask, require_same
from bench.extent import Extent
from bench.peers import pgbench
from bench.peers.company import Company, epoch
from bench.result import Goal, Result, compared
from bench.rounds import Figure, alternate
from bench.seen import Latencies
from bench.site import edge
from bench.stock import Stock
from support import parts, redis, stack
from support.client import new_key
from support.school import School

CLIENTS = 64
#: A second, for the latencies: a fifth of what the slowest peer, PHP-FPM, makes at its peak, the same in every run.
RATE = 200
#: By name: in words, and what our peak is to be of theirs.
PEERS = {
    "pgbench": ("pgbench of the same function", Goal(0.45, True)),
    "php": ("PHP-FPM taking the same steps", Goal(1.5, True)),
}
SIDES = 1 + len(PEERS)
#: Those that are made to see whether all answer the same.
TRIED = 2


def measure(extent: Extent) -> list[Result]:
    with stack.owner() as owner, _without_jobs(), tempfile.TemporaryDirectory(prefix="bench-") as folder:
        turns = extent.bookings * extent.rounds + paced.count(RATE, extent.paced_bookings_seconds) * extent.paced_rounds
        stock = Stock(School(owner), turns * SIDES + TRIED)
        subject = subject_of(stock.school, stock.teacher, stock.first_day)
        with Company(Path(folder), subject) as company:
            php = company.tcp["php"]
            _require_same(stock, php)
            peaks = _peaks(stock, php, extent)
            rate = paced.pace(RATE, peaks.values())
            return [
                *(
                    compared(f"booking ÷ {words}", peaks["ours"], peaks[name], goal)
                    for name, (words, goal) in PEERS.items()
                ),
                *_paced(stock, php, rate, extent),
            ]


def _peaks(stock: Stock, php: Target, extent: Extent) -> dict[str, Figure]:
    return alternate(
        {
            "ours": _rate(stock, edge(), extent.bookings),
            "pgbench": lambda: pgbench.peak(stock, extent.bookings, CLIENTS),
            "php": _rate(stock, php, extent.bookings),
        },
        extent.rounds,
    )


def _paced(stock: Stock, php: Target, rate: int, extent: Extent) -> list[Result]:
    count = paced.count(rate, extent.paced_bookings_seconds)

    def turn(target: Target) -> Callable[[], Latencies]:
        def run() -> Latencies:
            kind = Kind("booking", stock.requests(count), once=True, status=201)
            return paced.latencies(target, kind, rate, extent.paced_bookings_seconds)

        return run

    sides = {
        "ours": turn(edge()),
        "pgbench": lambda: pgbench.paced(stock, count, CLIENTS, rate, paced.WARMUP),
        "php": turn(php),
    }
    words = {name: words for name, (words, _) in PEERS.items()}
    return paced.compare("booking", rate, sides, words, extent.paced_rounds)


@contextmanager
def _without_jobs() -> Iterator[None]:
    """pgbench tells nobody of its bookings: the relay would do so in its place, on the same processor."""
    parts.stop("jobs")
    try:
        yield
    finally:
        parts.start("jobs")


def _rate(stock: Stock, target: Target, count: int) -> Callable[[], float]:
    def run() -> float:
        seen = closed(target, [Kind("booking", stock.requests(count), once=True, status=201)], 0, CLIENTS)
        if seen.errors:
            raise SystemExit(f"errors while bookings were made: {seen.faults()}")
        return seen.rate

    return run


def _require_same(stock: Stock, php: Target) -> None:
    """Each repeats the booking that the other has made, to the last byte; and both tell Redis of it."""
    for maker, other in ((edge(), php), (php, edge())):
        text = stock.request(stock.take(1), new_key())
        made, repeated = ask(maker, text), ask(other, text)
        _require_told(made.json["slot"], stock.school.id)
        require_same("PHP-FPM, booking", made, repeated, ("content-type", "location", "cache-control"))


def _require_told(slot: dict, school: int) -> None:
    """The board's version key in Redis is the booking's, before jobs could have mended it."""
    key = f"slotboard:{epoch()}:{{{school}:{slot['teacher_id']}}}:version"
    told = redis.run(f"strlen {key}", f"getrange {key} 0 -1")
    if told[0] != f":{len(str(slot['version']))}":
        raise SystemExit(f"a booking of version {slot['version']} was not published: {told}")
