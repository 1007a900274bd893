"""How far it goes: the rate is raised step by step until one request in a hundred waits too long, or one fails."""

from collections.abc import Callable

from bench.clients import steady
from bench.extent import Extent
from bench.mixed import opened
from bench.result import Goal, Result
from bench.seen import Seen
from bench.site import edge
from support import stack
from support.school import School

BOUND = 25  # Milliseconds within which 99 % must be answered.
PROMISED = 2000  # A second: what must be held.
STEPS = tuple(range(PROMISED, 20001, 1000))
#: Seconds before a step is measured; the first one finds every cache empty.
FIRST_WARMUP, WARMUP = 8, 1


def measure(extent: Extent) -> list[Result]:
    """The mixture with its open pages."""
    seconds = min(extent.steady_seconds, 8)
    with (
        stack.owner() as owner,
        opened(School(owner), extent, (seconds + WARMUP) * len(STEPS), max(STEPS) * 0.6) as scene,
    ):

        def ask(rate: int) -> Seen:
            warmup = FIRST_WARMUP if rate == STEPS[0] else WARMUP
            return steady(edge(), scene.kinds(rate, seconds + warmup), rate, seconds, warmup=warmup)

        return [climb(ask)]


def climb(ask: Callable[[int], Seen]) -> Result:
    """Asks at one rate after the other; the knee is the last rate that held."""
    held, ending = 0, "none failed"
    for rate in STEPS:
        seen = ask(rate)
        p99 = seen.all.share(0.99)
        print(f"  ramp: {rate:,} a second, p99 {p99:.1f} ms, errors {seen.errors} {seen.faults()}", flush=True)
        # Where nothing was answered there is no p99, and what is no number is within no bound.
        if seen.errors or not p99 <= BOUND:
            ending = f"at {rate:,}: p99 {p99:.1f} ms, errors {seen.errors}"
            break
        held = rate
    told = f"{held:,} /s" if held else f"below {STEPS[0]:,} /s"
    work = f"the mixture, raised until p99 > {BOUND} ms or an error: the last rate that held"
    return Result(work, told, ending, held, told, Goal(PROMISED, True, " /s"))
