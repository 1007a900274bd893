"""The large demo beside a small one: two stacks with the same timetables, asked by turns at one rate."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench import demo, stacks
from bench.asking import Kind
from bench.clients import steady
from bench.demo import Demo
from bench.extent import Extent
from bench.result import Goal, Result, compared
from bench.rounds import Figure, alternate
from bench.site import edge
from support import stack

#: A second: far below what either could, so that what is measured is the work and not a queue.
RATES = {"board": 100, "booking": 50}
WARMUP = 1
ROUNDS = 5
WORDS = {"board": "a board that no cache has", "booking": "a booking"}


def measure(extent: Extent) -> list[Result]:
    rounds = min(ROUNDS, extent.rounds)
    with ExitStack() as both:
        homes = {
            "large": both.enter_context(stacks.running("large", "--demo", "large", **stacks.OPEN)),
            "small": both.enter_context(stacks.running("small", **stacks.OPEN)),
        }
        return [_compare(kind, homes, rounds, extent.seconds + 3) for kind in RATES]


def _compare(kind: str, homes: dict[str, Path], rounds: int, seconds: float) -> Result:
    with ExitStack() as connections:
        demos = {}
        for name, home in homes.items():
            with stacks.entered(home):
                owner = connections.enter_context(stack.owner())
                demos[name] = getattr(demo, name)(owner)
        sides = {name: _p99(kind, homes[name], demos[name], seconds) for name in homes}
        found: dict[str, Figure] = alternate(sides, rounds)
    work = f"large demo ÷ small, {WORDS[kind]}: p99 at {RATES[kind]} a second"
    return compared(work, found["large"], found["small"], Goal(1.3), "ms", digits=1)


def _p99(kind: str, home: Path, asked: Demo, seconds: float) -> Callable[[], float]:
    def run() -> float:
        rate = RATES[kind]
        count = round(rate * (seconds + WARMUP)) + 1
        requests = asked.boards(count) if kind == "board" else asked.bookings(count)
        wanted = Kind(kind, requests, once=True, status=200 if kind == "board" else 201)
        with stacks.entered(home):
            seen = steady(edge(), [wanted], rate, seconds, warmup=WARMUP)
        if seen.errors:
            raise SystemExit(f"errors on the {home.name} demo: {seen.faults()}")
        return seen.all.share(0.99)

    return run
