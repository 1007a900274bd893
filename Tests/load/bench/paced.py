"""Latencies at one rate for all sides, by turns: an open loop, at a pace that the slowest keeps up with easily."""

from collections.abc import Callable, Iterable

from bench.asking import Kind
from bench.clients import Target, steady
from bench.result import Result
from bench.rounds import Figure, in_turn
from bench.seen import Latencies

#: As many connections as at the peaks. Requests that find none free wait, and their wait counts.
CONNECTIONS = 64
#: Seconds of each turn before it counts.
WARMUP = 0.5


def pace(wanted: int, peaks: Iterable[Figure]) -> int:
    """A rate for all sides: the wanted one, or a third of the slowest side's peak where the machine does not bear that."""
    third = min(peak.median for peak in peaks) / 3
    return wanted if third >= wanted else max(int(third) // 10 * 10, 1)


def latencies(target: Target, kind: Kind, rate: float, seconds: float) -> Latencies:
    """One side's turn."""
    seen = steady(target, [kind], rate, seconds, CONNECTIONS, WARMUP)
    if seen.errors:
        raise SystemExit(f"errors at {rate:,} a second: {seen.faults()}")
    return seen.all


def count(rate: float, seconds: float) -> int:
    """Requests of one turn; one more than are sent, for a used up deck would end it."""
    return round(rate * (seconds + WARMUP)) + 1


def compare(
    work: str, rate: float, sides: dict[str, Callable[[], Latencies]], peers: dict[str, str], rounds: int
) -> list[Result]:
    """A line for each of `peers`, beside ours, of which `sides` has both: the whole turns' latencies, and the ratio of the
    rounds' p99. No goal: where nobody is at a limit a millisecond more or less is no promise."""
    found = in_turn(sides, rounds)
    return [
        _line(f"{work} ÷ {words}, {rate:,} a second each: p99", found["ours"], found[name])
        for name, words in peers.items()
    ]


def _line(work: str, ours: list[Latencies], theirs: list[Latencies]) -> Result:
    ratio = _p99(ours).over(_p99(theirs))
    low, high = ratio.spread
    told = f"{ratio.median:.2f} ({low:.2f}–{high:.2f})"
    return Result(work, _told(ours), _told(theirs), ratio.median, told)


def _p99(turns: list[Latencies]) -> Figure:
    return Figure(tuple(turn.share(0.99) for turn in turns))


def _told(turns: list[Latencies]) -> str:
    every = Latencies.together(turns)
    p50, p99, p999, longest = (every.share(part) for part in (0.5, 0.99, 0.999, 1))
    return f"p50 {p50:.2f}, p99 {p99:.2f}, p99.9 {p999:.2f}, max {longest:.1f} ms"
