"""One visitor of the site: kept connections, cookies, and a look at each answer's contract.

What the edge may have kept for a moment is asked for past it: a test reads what it has just written. The tests of the edge
itself say `through_edge`.
"""

import gzip
import http.client
import json
import re
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from support import contract, stack
from support.unix import UnixConnection

# What nginx may keep (nginx/slotboard/http/public-answers.conf).
PUBLIC = re.compile(r"/api/v1/teachers(/[^/]*(/slots)?)?(\?.*)?")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()

    @cached_property
    def plain(self) -> bytes:
        """The body before it was compressed for its way."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body

    @cached_property
    def json(self) -> Any:
        return json.loads(self.plain)

    @property
    def problem(self) -> str:
        """The last word of the problem's type, such as `slot-taken`."""
        assert self.headers.get("content-type", "").startswith("application/problem+json"), self
        return self.json["type"].removeprefix("/problems/")

    def __getitem__(self, name: str) -> Any:
        return self.json[name]


class Client:
    """A visitor of the school at `host`, as a program would be: no `Origin`, no `Sec-Fetch-Site`."""

    def __init__(
        self, host: str, cookie: str | None = None, timeout: float = 15, *, through_edge: bool = False
    ) -> None:
        self.host = host
        self.cookie = cookie
        self.timeout = timeout
        self.through_edge = through_edge
        # By whether they lead past the edge.
        self._connections: dict[bool, http.client.HTTPConnection] = {}

    def request(
        self,
        method: str,
        target: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        *,
        raw: bytes | None = None,
    ) -> Answer:
        """Sends `body` as JSON, or `raw` as it is; follows nothing, retries nothing."""
        content = raw if raw is not None else None if body is None else json.dumps(body).encode()
        sent = {"Host": self.host}
        if content is not None:
            sent["Content-Type"] = "application/json"
        if self.cookie:
            sent["Cookie"] = self.cookie
        sent.update(headers or {})
        answer = self._exchange(method, target, content, sent)
        contract.check(method, target, answer.status, answer.headers, answer.plain)
        self._keep_cookie(answer)
        return answer

    def get(self, target: str, headers: dict[str, str] | None = None) -> Answer:
        return self.request("GET", target, headers=headers)

    def post(self, target: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        return self.request("POST", target, {} if body is None else body, headers)

    def put(self, target: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        return self.request("PUT", target, body, headers)

    def patch(self, target: str, body: Any, headers: dict[str, str] | None = None) -> Answer:
        return self.request("PATCH", target, body, headers)

    def delete(self, target: str, headers: dict[str, str] | None = None) -> Answer:
        return self.request("DELETE", target, headers=headers)

    def book(self, slot: int, key: str | None = None, **more: Any) -> Answer:
        return self.post("/api/v1/bookings", {"slot_id": slot, **more}, {"Idempotency-Key": key or new_key()})

    def publish(self, slots: list[dict[str, Any]], key: str | None = None) -> Answer:
        return self.post("/api/v1/slots", {"slots": slots}, {"Idempotency-Key": key or new_key()})

    def hold(self, slot: int) -> Answer:
        return self.put(f"/api/v1/slots/{slot}/hold")

    def let_go(self, slot: int) -> Answer:
        return self.delete(f"/api/v1/slots/{slot}/hold")

    def cancel(self, booking: int, reason: str | None = None) -> Answer:
        return self.put(f"/api/v1/bookings/{booking}/cancellation", {} if reason is None else {"reason": reason})

    def move(self, booking: int, slot: int) -> Answer:
        return self.put(f"/api/v1/bookings/{booking}/slot", {"slot_id": slot})

    def close(self) -> None:
        while self._connections:
            self._connections.popitem()[1].close()

    def _exchange(self, method: str, target: str, content: bytes | None, headers: dict[str, str]) -> Answer:
        is_past_edge = not self.through_edge and method in ("GET", "HEAD") and bool(PUBLIC.fullmatch(target))
        if is_past_edge not in self._connections:
            self._connections[is_past_edge] = self._new_connection(is_past_edge)
        connection = self._connections[is_past_edge]
        try:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            if content is not None or method in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(content or b"")))
            if is_past_edge:
                connection.putheader("X-Forwarded-For", "127.0.0.1")
            connection.endheaders(content)
            response = connection.getresponse()
            received = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if response.will_close:
            self.close()
        fields = response.getheaders()
        return Answer(
            response.status,
            {name.lower(): value for name, value in fields},
            received,
            tuple(value for name, value in fields if name.lower() == "set-cookie"),
        )

    def _new_connection(self, is_past_edge: bool) -> http.client.HTTPConnection:
        if is_past_edge:
            return UnixConnection(stack.sockets() / "origin.sock", self.timeout)
        return http.client.HTTPConnection(*stack.address(), timeout=self.timeout)

    def _keep_cookie(self, answer: Answer) -> None:
        for cookie in answer.cookies:
            pair, _, attributes = cookie.partition(";")
            gone = "max-age=0" in attributes.lower() or pair.endswith("=")
            self.cookie = None if gone else pair


def new_key() -> str:
    return secrets.token_hex(16)
