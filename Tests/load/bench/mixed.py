"""What a busy site sees: mostly boards, some searches, holds and bookings at a fixed rate, with many pages open."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crowd.clients import Clients

from bench.asking import Kind, request
from bench.clients import steady
from bench.extent import Extent
from bench.result import Goal, Result
from bench.seen import Latencies, Seen
from bench.site import edge
from bench.stock import Stock
from support import stack
from support.school import School

RATE = 5000
#: Of a hundred requests.
SHARE = {"board": 90, "directory": 5, "hold": 3, "booking": 2}
TEACHERS = 500
OPENED_A_SECOND = 5000
WARMUP = 3


def measure(extent: Extent) -> list[Result]:
    with stack.owner() as owner, opened(School(owner), extent, extent.steady_seconds + WARMUP, RATE) as scene:
        seen = steady(
            edge(), scene.kinds(RATE, extent.steady_seconds + WARMUP), RATE, extent.steady_seconds, warmup=WARMUP
        )
        met = scene.clients.status()
    return [*results(seen, extent), _streams(met, extent)]


@dataclass
class Scene:
    """A school that is much visited, and the pages that are open."""

    stock: Stock
    clients: Clients

    def kinds(self, rate: float, seconds: float) -> list[Kind]:
        """Requests for so long. A page sends Accept-Encoding with everything, so everything here does."""
        count = {name: round(rate * seconds * share / 100) + 100 for name, share in SHARE.items()}
        directory = [
            request("GET", target, self.stock.school.host)
            for target in ("/api/v1/teachers", "/api/v1/teachers?q=teacher+7", "/api/v1/teachers?limit=50")
        ]
        return [
            Kind("board", _zipped(self.stock.boards()), SHARE["board"]),
            Kind("directory", _zipped(directory), SHARE["directory"]),
            Kind("hold", _zipped(self.stock.holds(count["hold"])), SHARE["hold"], once=True),
            Kind("booking", _zipped(self.stock.requests(count["booking"])), SHARE["booking"], once=True, status=201),
        ]


@contextmanager
def opened(school: School, extent: Extent, seconds: float, rate: float) -> Iterator[Scene]:
    """The school with as many slots as the load needs, and the streams of the open pages, all of which hear of changes."""
    wanted = round(seconds * rate * (SHARE["hold"] + SHARE["booking"]) / 100) + 1000
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        stock = Stock(school, wanted, TEACHERS)
        boards = [{"teacher": teacher, "version": 1, "slots": []} for teacher in stock.all_teachers]
        _, port = stack.address()
        with Clients(Path(folder), school.host, port, boards, extent.streams, window=stock.window) as clients:
            clients.open(OPENED_A_SECOND)
            yield Scene(stock, clients)


def _zipped(requests: list[bytes]) -> list[bytes]:
    return [text.replace(b"\r\n", b"\r\nAccept-Encoding: gzip\r\n", 1) for text in requests]


def results(seen: Seen, extent: Extent) -> list[Result]:
    work = f"{RATE:,} requests a second, mixed, {extent.streams:,} streams open"
    ours = f"{seen.rate:,.0f} /s, clients {seen.cpu_share:.0%} of a core"
    p99 = seen.all.share(0.99)
    return [
        Result(f"{work}: p99", ours, _beside(seen.all), p99, f"{p99:.1f} ms", Goal(25, unit=" ms")),
        Result("the same: errors", seen.faults() or "none", "", seen.errors, f"{seen.errors:,}", Goal(0)),
        *(_alone(name, latencies) for name, latencies in seen.kinds.items()),
    ]


def _alone(kind: str, latencies: Latencies) -> Result:
    p99 = latencies.share(0.99)
    return Result(f"the same: {kind} alone", f"{latencies.count:,}", _beside(latencies), p99, f"p99 {p99:.1f} ms")


def _beside(latencies: Latencies) -> str:
    """What is told besides the p99, which is judged."""
    return f"p50 {latencies.share(0.5):.1f}, p99.9 {latencies.share(0.999):.1f}, max {latencies.share(1):.0f} ms"


def _streams(met: dict[str, int], extent: Extent) -> Result:
    """The pages stayed open. (What they heard is judged by Tests/load/streams, where each slot changes once.)"""
    lost = extent.streams - met["greeted"] + met["broken"] + met["doubled"] + met["unreadable"]
    heard = f"{met['heard']:,} changes heard"
    return Result("the same: streams lost, events doubled or unreadable", heard, "", lost, f"{lost:,}", Goal(0))
