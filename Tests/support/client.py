"""One visitor of the site: a kept connection, cookies, and a look at each answer's contract."""

import http.client
import json
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from support import contract, stack


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """The last word of the problem's type, such as `slot-taken`."""
        assert self.headers.get("content-type", "").startswith("application/problem+json"), self
        return self.json["type"].removeprefix("/problems/")

    def __getitem__(self, name: str) -> Any:
        return self.json[name]


class Client:
    """A visitor of the school at `host`, as a program would be: no `Origin`, no `Sec-Fetch-Site`."""

    def __init__(self, host: str, cookie: str | None = None, timeout: float = 15) -> None:
        self.host = host
        self.cookie = cookie
        self.timeout = timeout
        self._connection: http.client.HTTPConnection | None = None

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
        contract.check(method, target, answer.status, answer.headers, answer.body)
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
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _exchange(self, method: str, target: str, content: bytes | None, headers: dict[str, str]) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(*stack.address(), timeout=self.timeout)
        try:
            self._connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in headers.items():
                self._connection.putheader(name, value)
            if content is not None or method in ("POST", "PUT", "PATCH"):
                self._connection.putheader("Content-Length", str(len(content or b"")))
            self._connection.endheaders(content)
            response = self._connection.getresponse()
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

    def _keep_cookie(self, answer: Answer) -> None:
        for cookie in answer.cookies:
            pair, _, attributes = cookie.partition(";")
            gone = "max-age=0" in attributes.lower() or pair.endswith("=")
            self.cookie = None if gone else pair


def new_key() -> str:
    return secrets.token_hex(16)
