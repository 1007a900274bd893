"""How long changes took to reach the streams that watch."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

Change = tuple[int, int]  # (teacher, version)
SHARES = (0.5, 0.99, 0.999, 1.0)
HEADER = ["ms", "changes", "median", "p99", "p99.9", "slowest", "last stream of a change, median"]


def share(values: list[float], part: float) -> float:
    """The one of these sorted values below which this part of all lies."""
    return values[min(len(values) - 1, int(len(values) * part))] if values else float("nan")


@dataclass(frozen=True)
class Delays:
    """Per change, in milliseconds and sorted, how long it took to each stream."""

    changes: dict[Change, list[float]]

    @classmethod
    def of(cls, started: dict[Change, int], arrivals: Iterable[tuple[int, int, int, int]]) -> "Delays":
        """From when each change was made, and (stream, teacher, version, when) of each arrival, in nanoseconds."""
        changes: dict[Change, list[float]] = {change: [] for change in started}
        for _, teacher, version, at in arrivals:
            if (found := changes.get((teacher, version))) is not None:
                found.append((at - started[teacher, version]) / 1e6)
        for found in changes.values():
            found.sort()
        return cls(changes)

    @property
    def heard(self) -> int:
        return sum(len(delays) for delays in self.changes.values())

    def together(self) -> list[float]:
        """Shares of all delays."""
        every = sorted(delay for delays in self.changes.values() for delay in delays)
        return [share(every, part) for part in SHARES]

    def one_by_one(self) -> list[float]:
        """The median change's shares."""
        heard = [delays for delays in self.changes.values() if delays]
        return [median(share(delays, part) for delays in heard) if heard else float("nan") for part in SHARES]

    def row(self, name: str, values: list[float]) -> list[str]:
        last = [delays[-1] for delays in self.changes.values() if delays]
        cells = [*values, median(last) if last else float("nan")]
        return [name, f"{len(self.changes):,}", *(f"{cell:,.1f}" for cell in cells)]
