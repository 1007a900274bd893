"""Many clients at one bell: connections opened and requests written beforehand, sent at the same moment."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any

from support import contract, stack
from support.client import Answer, new_key


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    host: str
    cookie: str
    body: Any = None
    key: str | None = None

    @classmethod
    def booking(cls, person: Any, slot: int, key: str | None = None) -> "Request":
        return cls("POST", "/api/v1/bookings", person.school.host, person.cookie, {"slot_id": slot}, key or new_key())

    def wire(self) -> bytes:
        lines = [f"{self.method} {self.target} HTTP/1.1", f"Host: {self.host}", f"Cookie: {self.cookie}"]
        content = b"" if self.body is None else json.dumps(self.body).encode()
        if self.key:
            lines.append(f"Idempotency-Key: {self.key}")
        if self.body is not None:
            lines.append("Content-Type: application/json")
        lines.append(f"Content-Length: {len(content)}")
        return "\r\n".join([*lines, "", ""]).encode() + content


@dataclass(frozen=True)
class Outcome:
    """An answer, or none (the outcome is unknown), and when it came after the bell."""

    request: Request
    answer: Answer | None
    after: float


class Connection:
    """One HTTP/1.1 connection; small on purpose, so that 200 of them cost nothing."""

    def __init__(self) -> None:
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def open(self) -> "Connection":
        self._streams = await asyncio.open_connection(*stack.address())
        return self

    async def send(self, request: Request, timeout: float = 20) -> Answer | None:
        """The answer, checked against the document; nothing where the connection broke before it."""
        try:
            if self._streams is None:
                await self.open()
            answer = await asyncio.wait_for(self._exchange(request), timeout)
        except (TimeoutError, OSError, EOFError):
            self.close()
            return None
        contract.check(request.method, request.target, answer.status, answer.headers, answer.body)
        return answer

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _exchange(self, request: Request) -> Answer:
        reader, writer = self._streams
        writer.write(request.wire())
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {n.strip().lower(): v.strip() for n, _, v in (line.partition(":") for line in head[1:] if line)}
        status = int(head[0].split()[1])
        body = b"" if status in (204, 304) else await self._body(reader, headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body)

    async def _body(self, reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() != "chunked":
            return await reader.readexactly(int(headers.get("content-length", "0")))
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return body


async def at_the_bell(requests: list[Request]) -> list[Outcome]:
    """Sends each request over a connection of its own, all at once."""
    connections = await asyncio.gather(*(Connection().open() for _ in requests))
    rung = time.monotonic()

    async def one(connection: Connection, request: Request) -> Outcome:
        answer = await connection.send(request)
        return Outcome(request, answer, time.monotonic() - rung)

    try:
        return await asyncio.gather(*(one(*pair) for pair in zip(connections, requests)))
    finally:
        for connection in connections:
            connection.close()


def rush(requests: list[Request]) -> list[Outcome]:
    return asyncio.run(at_the_bell(requests))
