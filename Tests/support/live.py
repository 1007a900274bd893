"""A pool of `slotboard-live` of a test's own: as many processes as it wants on one socket, asked past nginx."""

import os
import resource
import socket
import struct
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from support import stack
from support.waiting import eventually

BEGIN, PARAMS, STDIN = 1, 4, 5  # FastCGI 1.0, section 8
KEEP_CONNECTION = 1


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content


def parameters(**values: str) -> bytes:
    pairs = ((name.encode(), value.encode()) for name, value in values.items())
    return b"".join(struct.pack(">LL", len(n) | 1 << 31, len(v) | 1 << 31) + n + v for n, v in pairs)


class LiveStream:
    """A stream as nginx sees it: a connection with one FastCGI request."""

    def __init__(self, path: Path, host: str, query: str) -> None:
        asked = parameters(
            REQUEST_METHOD="GET", REQUEST_URI=f"/api/v1/events?{query}", HTTP_HOST=host, SERVER_PROTOCOL="HTTP/1.1"
        )
        begin = record(BEGIN, struct.pack(">HB5x", 1, KEEP_CONNECTION))
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._socket.sendall(begin + record(PARAMS, asked) + record(PARAMS) + record(STDIN))
        self._socket.setblocking(False)
        self._received = b""
        #: When the process closed the connection.
        self.ended_at: float | None = None

    def text(self) -> str:
        """Everything that has come so far."""
        try:
            while part := self._socket.recv(65536):
                self._received += part
            self.ended_at = self.ended_at or time.monotonic()
        except BlockingIOError:
            pass
        return self._received.decode(errors="replace")

    @property
    def is_answered(self) -> bool:
        return "heartbeat" in self.text()

    @property
    def is_ended(self) -> bool:
        self.text()
        return self.ended_at is not None

    def close(self) -> None:
        self._socket.close()


class LivePool:
    """Processes of the stack's own program beside the stack's pool, with its Redis and PostgreSQL."""

    def __init__(self, processes: int = 1, descriptors: int = 1000, **settings: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="live-")
        self.path = Path(self._folder.name, "live.sock")
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(self.path))
        self._socket.listen(4096)
        database = (
            f"host={stack.sockets()} port=6432 dbname=slotboard user=slotboard_live application_name=slotboard-live"
        )
        self._log = Path(self._folder.name, "live.log").open("wb")
        self.processes = [
            subprocess.Popen(
                [Path(stack.setting("SLOTBOARD_BUILD"), "release", "slotboard-live")],
                stdin=self._socket.fileno(),
                stdout=self._log,
                stderr=subprocess.STDOUT,
                env=os.environ | {"SLOTBOARD_DATABASE_URL": database} | settings,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors)),
            )
            for _ in range(processes)
        ]

    def wait_until_accepting(self) -> None:
        """Until every process has started; streams that come before wait in the socket's queue."""
        log = Path(self._log.name)
        eventually(lambda: log.read_text().count("accepting streams") == len(self.processes), within=20)

    def descriptors(self) -> list[int]:
        """How many each process has open."""
        return [len(os.listdir(f"/proc/{process.pid}/fd")) for process in self.processes]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.kill()
            process.wait(10)
        self._socket.close()
        self._log.close()
        self._folder.cleanup()
