"""One person with the shipped limit on bookings, asked for by 64 clients over all workers: how many get through."""

from bench import stacks
from bench.asking import Kind
from bench.clients import closed
from bench.extent import Extent
from bench.result import Goal, Result
from bench.site import edge
from bench.stock import Stock
from support import stack
from support.school import School

CLIENTS = 64
#: The shipped limit: so many at once, and as many more spread over the window.
ALLOWED, WINDOW = 50, 60
ASKED = 2000


def measure(extent: Extent) -> list[Result]:
    """Its own stack, for the others' limits are wide open."""
    with stacks.running("limits"), stack.owner() as owner:
        # All of the bookings are one student's: what is not refused for its rate is booked, or finds the student busy.
        stock = Stock(School(owner), ASKED)
        requests = stock.requests_of_one(ASKED)
        seen = closed(edge(), [Kind("booking", requests, once=True, status=201)], 0, CLIENTS)
    accepted = sum(count for (_, status), count in seen.answers.items() if status in (201, 409))
    refused = seen.answers["booking", 429]
    allowed = ALLOWED + int(seen.seconds * ALLOWED / WINDOW)
    broken = seen.answers.total() - accepted - refused
    return [
        Result(
            f"one person's {ASKED:,} bookings by {CLIENTS} clients over all workers, {ALLOWED} a minute allowed",
            f"{accepted} accepted in {seen.seconds:.1f} s, {refused:,} refused",
            f"{allowed} allowed",
            abs(accepted - allowed) + broken,
            f"{accepted - allowed:+d}",
            Goal(1, unit=" apart"),
        )
    ]
