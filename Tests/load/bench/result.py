"""A line of the table, and whether it holds."""

from dataclasses import dataclass

from bench.rounds import Figure


@dataclass(frozen=True)
class Goal:
    """A bound from below (`at_least`) or from above."""

    bound: float
    at_least: bool = False
    unit: str = ""

    def holds(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}{self.unit}"


@dataclass(frozen=True)
class Result:
    """What was done, our figure, the peer's where there is one, and what is judged: their ratio, or the figure itself."""

    work: str
    ours: str
    peer: str = ""
    judged: float | None = None
    told: str = ""
    goal: Goal | None = None

    @property
    def holds(self) -> bool:
        return self.goal is None or (self.judged is not None and self.goal.holds(self.judged))

    @property
    def cells(self) -> list[str]:
        verdict = "" if self.goal is None else "yes" if self.holds else "NO"
        return [self.work, self.ours, self.peer, self.told, str(self.goal or ""), verdict]


HEADER = ["work", "ours", "peer", "ratio", "goal", "holds"]


def compared(work: str, ours: Figure, theirs: Figure, goal: Goal, unit: str = "/s", digits: int = 0) -> Result:
    """A line whose ratio is the median of the rounds' ratios."""
    ratio = ours.over(theirs)
    low, high = ratio.spread
    told = [f"{figure.median:,.{digits}f} {unit}" for figure in (ours, theirs)]
    return Result(work, *told, ratio.median, f"{ratio.median:.2f} ({low:.2f}–{high:.2f})", goal)
