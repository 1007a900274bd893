"""Bookings: beside pgbench, which calls the same function through the same PgBouncer and does nothing else, and beside
PHP-FPM, which takes the same steps."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.asking import Kind
from bench.boards import subject_of
from bench.clients import Target, closed
from bench.exactness import ask, require_same
from bench.extent import Extent
from bench.peers import pgbench
from bench.peers.company import Company, epoch
from bench.result import Goal, Result, compared
from bench.rounds import alternate
from bench.site import edge
from bench.stock import Stock
from support import parts, redis, stack
from support.client import new_key
from support.school import School

CLIENTS = 64
SIDES = 3
#: Those that are made to see whether all answer the same.
TRIED = 2


def measure(extent: Extent) -> list[Result]:
    with stack.owner() as owner, _without_jobs(), tempfile.TemporaryDirectory(prefix="bench-") as folder:
        stock = Stock(School(owner), extent.bookings * extent.rounds * SIDES + TRIED)
        subject = subject_of(stock.school, stock.teacher, stock.first_day)
        with Company(Path(folder), subject) as company:
            php = company.tcp["php"]
            _require_same(stock, php)
            found = alternate(
                {
                    "ours": _rate(stock, edge(), extent.bookings),
                    "pgbench": lambda: pgbench.book(stock, extent.bookings, CLIENTS),
                    "php": _rate(stock, php, extent.bookings),
                },
                extent.rounds,
            )
    return [
        compared("booking ÷ pgbench of the same function", found["ours"], found["pgbench"], Goal(0.45, True)),
        compared("booking ÷ PHP-FPM taking the same steps", found["ours"], found["php"], Goal(1.5, True)),
    ]


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
