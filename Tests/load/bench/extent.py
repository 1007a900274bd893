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
    #: How often the sides take turns at one rate, and how long a side's turn is there: of bookings there are few a second.
    paced_rounds: int
    paced_boards_seconds: float
    paced_bookings_seconds: float
    #: Of the mixture at a fixed rate.
    steady_seconds: float
    #: Open while the mixture is asked for.
    streams: int
    #: Of the first visit.
    visits: int


FULL = Extent(
    rounds=5,
    seconds=3,
    bookings=4_000,
    paced_rounds=3,
    paced_boards_seconds=2.5,
    paced_bookings_seconds=5,
    steady_seconds=40,
    streams=20_000,
    visits=5,
)
QUICK = Extent(
    rounds=1,
    seconds=1,
    bookings=600,
    paced_rounds=1,
    paced_boards_seconds=1,
    paced_bookings_seconds=1,
    steady_seconds=3,
    streams=500,
    visits=1,
)
