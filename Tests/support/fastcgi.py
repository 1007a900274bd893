"""Asking one FastCGI program itself, past nginx: where a test starts a worker of its own."""

import http.client
import io
import socket
import struct
from pathlib import Path

from support.client import Answer, Client

BEGIN_REQUEST, END_REQUEST, PARAMETERS, STDIN, STDOUT = 1, 3, 4, 5, 6
RESPONDER = 1


class DirectClient(Client):
    """A visitor whose requests go straight to the worker at `place`, as nginx would send them."""

    def __init__(self, place: Path, host: str, cookie: str | None = None, timeout: float = 15) -> None:
        super().__init__(host, cookie, timeout)
        self.place = place

    def _exchange(self, method: str, target: str, content: bytes | None, headers: dict[str, str]) -> Answer:
        fields = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        own = {"REQUEST_METHOD": method, "REQUEST_URI": target, "REMOTE_ADDR": "127.0.0.1"}
        if content is not None:
            own |= {"CONTENT_LENGTH": str(len(content)), "CONTENT_TYPE": headers.get("Content-Type", "")}
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(self.timeout)
            connection.connect(str(self.place))
            connection.sendall(
                _record(BEGIN_REQUEST, struct.pack(">HB5x", RESPONDER, 0))
                + _record(PARAMETERS, b"".join(_pair(*pair) for pair in (fields | own).items()))
                + _record(PARAMETERS)
                + (_record(STDIN, content) if content else b"")
                + _record(STDIN)
            )
            with connection.makefile("rb") as stream:
                return _answer(_standard_output(stream))


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content


def _pair(name: str, value: str) -> bytes:
    words = name.encode(), value.encode()
    return b"".join(struct.pack(">I", len(word) | 1 << 31) for word in words) + b"".join(words)


def _standard_output(stream: io.BufferedReader) -> bytes:
    output = b""
    while head := stream.read(8):
        _, kind, _, length, padding = struct.unpack(">BBHHBx", head)
        content = stream.read(length + padding)[:length]
        if kind == END_REQUEST:
            return output
        output += content if kind == STDOUT else b""
    raise http.client.RemoteDisconnected("the worker hung up")


def _answer(output: bytes) -> Answer:
    head, _, body = output.partition(b"\r\n\r\n")
    fields = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")]
    headers = {name.lower(): value for name, value in fields}
    cookies = tuple(value for name, value in fields if name.lower() == "set-cookie")
    return Answer(int(headers.pop("status", "200").split()[0]), headers, body, cookies)
