"""nginx in front of the streams: how many it holds, and answering in their place."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from support import parts, stack
from support.client import Client
from support.waiting import eventually


def open_streams() -> int:
    """The connections that slotboard-live has taken in: one a stream."""
    path = str((stack.sockets() / "live.sock").resolve())
    fields = (line.split() for line in Path("/proc/net/unix").read_text().splitlines())
    connected = "03"
    return sum(1 for line in fields if len(line) == 8 and line[7] == path and line[5] == connected)


def settles_at(count: int, within: float = 10) -> None:
    """Waits until so many streams are open."""
    try:
        eventually(lambda: open_streams() == count, within)
    except AssertionError:
        raise AssertionError(f"{open_streams()} streams are open, not {count}") from None


@contextmanager
def streams_answered(status: int) -> Iterator[None]:
    """Streams that are open are cut, and whoever asks for one gets this status from nginx."""
    place = stack.home() / "config" / "nginx" / "conf.d" / "slotboard.conf"
    before = place.read_text()
    refusal = f"if ($uri = /api/v1/events) {{ return {status}; }}"
    place.write_text(before.replace("set $edge public_answers;", f"set $edge public_answers; {refusal}"))
    try:
        _reload(lambda answer: answer == status)
        assert parts.kill("live")
        yield
    finally:
        place.write_text(before)
        _reload(lambda answer: answer != status)


def _reload(is_done: Callable[[int], bool]) -> None:
    before = _accepting()
    parts.signal_nginx("HUP")
    # Without a board it is refused by slotboard-live itself, at once.
    eventually(lambda: is_done(Client("localhost", timeout=3).get("/api/v1/events").status), within=20)
    # For a tenth of a second nginx's old workers accept beside the new ones.
    eventually(lambda: not before & _accepting(), within=20)
    # A connection that a browser has opened ahead, and not used yet, they would still serve, as they were told before.
    for worker in before:
        try:
            os.kill(worker, signal.SIGTERM)
        except ProcessLookupError:
            pass


def _accepting() -> set[int]:
    """nginx's workers, without those that only end what they have begun."""
    master, found = parts.process("nginx"), set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == master and "shutting down" not in (folder / "cmdline").read_text():
                found.add(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):
            pass  # It has just ended.
    return found


def requests(path: str) -> list[dict]:
    """What nginx's log says of requests to this path, after a moment in which it writes."""
    lines = stack.log("access").read_text(errors="replace").splitlines()
    return [entry for line in lines if path in line and path in (entry := json.loads(line))["request"]]
