"""How often a request asks each server: counted where the questions arrive, while others ask their own."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO, NamedTuple

from support import redis, stack
from support.school import School


class RoundTrips(NamedTuple):
    guard: int
    redis: int
    database: int


def of_each(requests: list[Callable[[], object]], school: School) -> RoundTrips:
    """The round trips of one of these requests, of which all are alike.

    Rounded to whole ones: what a process looks up once, and what happens to fall between, is less than half a one of each
    where there are twenty of them.
    """
    with ExitStack() as servers:
        counters = [servers.enter_context(_reads(name, school)) for name in ("guard", "redis")]
        statements = _statements()
        for request in requests:
            request()
        counted = [*(count() for count in counters), _statements() - statements]
    return RoundTrips(*(round(count / len(requests)) for count in counted))


def _statements() -> int:
    """How many statements the API has sent."""
    with stack.superuser() as connection:
        row = connection.execute(
            "select sum(calls)::bigint from pg_stat_statements where toplevel and userid = 'slotboard_api'::regrole"
        ).fetchone()
        assert row and row[0]
        return row[0]


@contextmanager
def _reads(server: str, school: School) -> Iterator[Callable[[], int]]:
    """Gives what counts the reads of a Redis since: a pipeline is one read. What others send is taken off: heartbeats, the
    relay. MONITOR shows it; each of their commands is a read of its own, or less."""
    ours = re.compile(rf"\{{{school.id}[:}}]|slotboard:generation")
    with socket.socket(socket.AF_UNIX) as connection, connection.makefile("rwb") as monitor:
        connection.settimeout(10)
        connection.connect(str(stack.sockets() / f"{server}.sock"))
        monitor.write(b"monitor\r\n")
        monitor.flush()
        assert monitor.readline() == b"+OK\r\n"
        before = _all_reads(server)
        assert _until_info(monitor)

        def count() -> int:
            reads = _all_reads(server) - before
            return reads - sum(not ours.search(line) for line in _until_info(monitor))

        yield count


def _until_info(monitor: BinaryIO) -> list[str]:
    """The commands up to our own question for the statistics, without those within scripts."""
    lines: list[str] = []
    while not lines or '"info"' not in lines[-1]:
        line = monitor.readline().decode(errors="replace")
        if " lua] " not in line:
            lines.append(line)
    return lines


def _all_reads(server: str) -> int:
    return redis.statistic("total_reads_processed", server)
