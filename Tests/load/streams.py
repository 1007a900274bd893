"""Many open streams in one process, and how long one change takes to reach them all."""

import select
import socket
import time
from dataclasses import dataclass, field

from support import stack

AT_ONCE = 250


@dataclass
class Streams:
    """Streams of one board over epoll: an event costs a read and a look at the clock."""

    host: str
    query: str
    _sockets: dict[int, socket.socket] = field(default_factory=dict)
    _poll: select.epoll = field(default_factory=select.epoll)

    def open(self, count: int) -> float:
        """Opens the streams, each until its answer's head is there; gives the seconds it took."""
        started = time.monotonic()
        while len(self._sockets) < count:
            fresh = [self._connect() for _ in range(min(AT_ONCE, count - len(self._sockets)))]
            for connection in fresh:
                answer = connection.recv(4096)
                if not answer.startswith(b"HTTP/1.1 200"):
                    raise RuntimeError(f"a stream was refused: {answer[:200]!r}")
                connection.setblocking(False)
                self._sockets[connection.fileno()] = connection
                self._poll.register(connection.fileno(), select.EPOLLIN)
        return time.monotonic() - started

    def drain(self, seconds: float) -> None:
        """Reads and forgets what comes meanwhile."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for number, _ in self._poll.poll(0.05):
                self._sockets[number].recv(65536)

    def arrivals(self, needle: bytes, within: float) -> list[float]:
        """When (`time.time()`) the event with `needle` in it came, stream by stream."""
        waiting, came = set(self._sockets), []
        end = time.monotonic() + within
        while waiting and time.monotonic() < end:
            for number, _ in self._poll.poll(0.5, 512):
                data = self._sockets[number].recv(65536)
                if not data:
                    raise RuntimeError("a stream ended")
                if needle in data and number in waiting:
                    came.append(time.time())
                    waiting.discard(number)
        if waiting:
            raise RuntimeError(f"{len(waiting)} streams heard nothing within {within} s")
        return came

    def close(self) -> None:
        for connection in self._sockets.values():
            connection.close()
        self._poll.close()

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(stack.address(), timeout=30)
        head = f"GET /api/v1/events?{self.query} HTTP/1.1\r\nHost: {self.host}\r\nAccept: text/event-stream\r\n\r\n"
        connection.sendall(head.encode())
        return connection
