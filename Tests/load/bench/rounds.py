"""Sides that take turns: what disturbs the machine disturbs them all, and a ratio is of neighbours in time."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """The same thing measured some times."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        return min(self.values), max(self.values)

    def over(self, other: "Figure") -> "Figure":
        """The ratio in each round."""
        return Figure(tuple(ours / theirs for ours, theirs in zip(self.values, other.values, strict=True)))


def alternate(sides: dict[str, Callable[[], float]], rounds: int) -> dict[str, Figure]:
    """A B C, C B A, A B C …: so that nobody always comes first."""
    values: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds):
        for name in sides if number % 2 == 0 else reversed(sides):
            values[name].append(sides[name]())
    return {name: Figure(tuple(found)) for name, found in values.items()}
