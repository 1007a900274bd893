"""What request-clients have seen: rates, latencies, and which answers were not as they must be."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass
class Latencies:
    """How many took how long. Buckets are those of the clients: their upper ends, in nanoseconds, to within 1 %."""

    buckets: Counter[int] = field(default_factory=Counter)
    longest: int = 0

    @classmethod
    def together(cls, parts: Iterable[Self]) -> Self:
        every = cls()
        for part in parts:
            every.add(part.buckets.items(), part.longest)
        return every

    def add(self, buckets: Iterable[tuple[int, int]], longest: int) -> None:
        for end, count in buckets:
            self.buckets[end] += count
        self.longest = max(self.longest, longest)

    @property
    def count(self) -> int:
        return sum(self.buckets.values())

    def share(self, part: float) -> float:
        """Milliseconds within which this part of all lies; 1 is the longest, exactly."""
        if not self.buckets:
            return float("nan")
        if part >= 1:
            return self.longest / 1e6
        wanted, passed = part * self.count, 0
        for end, count in sorted(self.buckets.items()):
            passed += count
            if passed >= wanted:
                return min(end, self.longest) / 1e6
        return self.longest / 1e6


@dataclass
class Seen:
    """The reports of all processes of one run together."""

    seconds: float = 0
    #: Of one core, by the clients themselves.
    cpu_seconds: float = 0
    unsent: int = 0
    kinds: dict[str, Latencies] = field(default_factory=dict)
    #: Kind and status of every answer; 0: the connection broke, -1: no answer came in time.
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    #: Kind → the status its answers must have.
    wanted: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, reports: list[dict[str, Any]], wanted: dict[str, int]) -> Self:
        seen = cls(wanted=wanted)
        for report in reports:
            seen.seconds = max(seen.seconds, report["seconds"])
            seen.cpu_seconds += report["cpuSeconds"]
            seen.unsent += report["unsent"]
            for kind in report["kinds"]:
                seen.kinds.setdefault(kind["name"], Latencies()).add(kind["buckets"], kind["longest"])
                for status, count in kind["statuses"].items():
                    seen.answers[kind["name"], int(status)] += count
        return seen

    @property
    def all(self) -> Latencies:
        return Latencies.together(self.kinds.values())

    @property
    def good(self) -> int:
        return sum(count for (kind, status), count in self.answers.items() if status == self.wanted[kind])

    @property
    def rate(self) -> float:
        """Right answers a second."""
        return self.good / self.seconds if self.seconds else 0.0

    @property
    def cpu_share(self) -> float:
        """Of one core, by the clients; not known where a server was so slow that nothing counted."""
        return self.cpu_seconds / self.seconds if self.seconds else float("nan")

    @property
    def errors(self) -> int:
        """Answers of another status, broken connections, and requests that were never answered or never sent."""
        return self.answers.total() - self.good + self.unsent

    def faults(self) -> str:
        """The errors by kind and status; empty where there are none."""
        words = {0: "broken", -1: "no answer"}
        wrong = {key: n for key, n in sorted(self.answers.items()) if key[1] != self.wanted[key[0]]}
        told = [f"{kind} {words.get(status, status)}: {count:,}" for (kind, status), count in wrong.items()]
        return ", ".join([*told, *([f"never sent: {self.unsent:,}"] if self.unsent else [])])
