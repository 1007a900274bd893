"""How far it goes: the rate is raised step by step until one request in a hundred waits too long, or one fails."""

from bench.clients import steady
from bench.extent import Extent
from bench.mixed import opened
from bench.result import Result
from bench.site import edge
from support import stack
from support.school import School

BOUND = 25  # Milliseconds within which 99 % must be answered.
STEPS = tuple(range(2000, 20001, 1000))
#: Seconds before a step is measured; the first one finds every cache empty.
FIRST_WARMUP, WARMUP = 8, 1


def measure(extent: Extent) -> list[Result]:
    """The mixture with its open pages; the knee is the last rate that held."""
    seconds = min(extent.steady_seconds, 8)
    held, ending = None, "none failed"
    with (
        stack.owner() as owner,
        opened(School(owner), extent, (seconds + WARMUP) * len(STEPS), max(STEPS) * 0.6) as scene,
    ):
        for rate in STEPS:
            warmup = FIRST_WARMUP if rate == STEPS[0] else WARMUP
            seen = steady(edge(), scene.kinds(rate, seconds + warmup), rate, seconds, warmup=warmup)
            p99 = seen.all.share(0.99)
            print(f"  ramp: {rate:,} a second, p99 {p99:.1f} ms, errors {seen.errors} {seen.faults()}", flush=True)
            if seen.errors or p99 > BOUND:
                ending = f"at {rate:,}: p99 {p99:.1f} ms, errors {seen.errors}"
                break
            held = rate
    told = f"{held:,} /s" if held else f"below {STEPS[0]:,} /s"
    return [Result(f"the mixture, raised until p99 > {BOUND} ms or an error", told, ending, held, told)]
