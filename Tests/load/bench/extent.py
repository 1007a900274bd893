"""How long everything is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Extent:
    #: How often the sides take turns.
    rounds: int
    #: Of one side's turn.
    seconds: float
    #: Of one side's turn.
    bookings: int
    #: Of a load at a fixed rate.
    steady_seconds: float
    #: Open while the mixture is asked for.
    streams: int
    #: Of the first visit.
    visits: int


FULL = Extent(rounds=5, seconds=3, bookings=4_000, steady_seconds=40, streams=20_000, visits=5)
QUICK = Extent(rounds=1, seconds=1, bookings=600, steady_seconds=3, streams=500, visits=1)
