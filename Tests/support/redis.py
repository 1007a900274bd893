"""The stack's Redis and its guard, for what only a test does to them: commands as they are typed."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from support import stack


def run(*commands: str, server: str = "redis") -> list[str]:
    """Sends the commands in one go; returns the first line of each answer."""
    with _connection(server) as stream:
        for command in commands:
            stream.write(command.encode() + b"\r\n")
        stream.flush()
        return [stream.readline().decode().rstrip() for _ in commands]


def statistic(name: str, server: str = "redis") -> int:
    """A figure of the server's own about what it has done since it started."""
    with _connection(server) as stream:
        stream.write(b"info stats\r\n")
        stream.flush()
        text = stream.read(int(stream.readline()[1:])).decode()
        return int(dict(line.split(":", 1) for line in text.splitlines() if ":" in line)[name])


def watched(prefix: str) -> set[str]:
    """The channels that somebody is subscribed to."""
    with _connection("redis") as stream:
        stream.write(f"pubsub channels {prefix}*\r\n".encode())
        stream.flush()
        count = int(stream.readline()[1:])
        return {stream.readline() and stream.readline().decode().rstrip() for _ in range(count)}


@contextmanager
def _connection(server: str) -> Iterator[BinaryIO]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(stack.sockets() / f"{server}.sock"))
        with connection.makefile("rwb") as stream:
            yield stream
