"""Sides that take turns: what disturbs the machine disturbs them all, and a ratio is of neighbours in time."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

Found = TypeVar("Found")


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
    return {name: Figure(tuple(found)) for name, found in in_turn(sides, rounds).items()}


def in_turn(sides: dict[str, Callable[[], Found]], rounds: int) -> dict[str, list[Found]]:
    """A B C, C B A, A B C …: so that nobody always comes first. What each found, round by round."""
    found: dict[str, list[Found]] = {name: [] for name in sides}
    for number in range(rounds):
        for name in sides if number % 2 == 0 else reversed(sides):
            found[name].append(sides[name]())
    return found
