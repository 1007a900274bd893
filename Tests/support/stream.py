"""An open event stream, read as it arrives, and the board a page would keep from it."""

import http.client
import json
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Self

from support import contract, stack
from support.waiting import eventually


@dataclass(frozen=True)
class Event:
    name: str
    id: str | None
    data: Any
    at: float


class Stream:
    """A stream on a connection of its own. Its events stand in `events`, each with the moment it came."""

    def __init__(self, host: str, query: str, last_id: str | None = None, cookie: str | None = None) -> None:
        target = f"/api/v1/events?{query}"
        self._connection = http.client.HTTPConnection(*stack.address(), timeout=60)
        self._connection.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
        self._connection.putheader("Host", host)
        self._connection.putheader("Accept", "text/event-stream")
        if last_id:
            self._connection.putheader("Last-Event-ID", last_id)
        if cookie:
            self._connection.putheader("Cookie", cookie)
        self._connection.endheaders()
        self._socket = self._connection.sock
        self._response = self._connection.getresponse()
        self.status = self._response.status
        self.headers = {name.lower(): value for name, value in self._response.getheaders()}
        body = b"" if self.status == 200 else self._response.read()
        contract.check("GET", target, self.status, self.headers, body)
        self.events: list[Event] = []
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def last_id(self) -> str | None:
        return next((event.id for event in reversed(self.events) if event.id), None)

    def named(self, name: str) -> list[Event]:
        return [event for event in list(self.events) if event.name == name]

    def wait_for(self, name: str, within: float = 5, where=lambda data: True) -> Event:
        """The first event of this name for which `where` holds."""
        return eventually(lambda: next((e for e in self.named(name) if where(e.data)), None), within)

    def wait_for_slot(self, slot: int, within: float = 5, where=lambda slot: True) -> Event:
        """The first event that shows this slot in a state for which `where` holds."""

        def shows(data: Any) -> bool:
            return any(s["id"] == slot and where(s) for s in data["slots"])

        return self.wait_for("slots", within, shows)

    def cut(self) -> None:
        """Drops the connection without a word, as a train in a tunnel does."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._thread.join(5)
        self._response.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    def _read(self) -> None:
        fields: dict[str, str] = {}
        try:
            while line := self._response.readline():
                text = line.rstrip(b"\r\n").decode()
                if text:
                    name, _, value = text.partition(":")
                    value = value.removeprefix(" ")
                    fields[name] = f"{fields[name]}\n{value}" if name == "data" and "data" in fields else value
                elif fields:
                    self._take(fields)
                    fields = {}
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass
        self.ended.set()

    def _take(self, fields: dict[str, str]) -> None:
        if "data" in fields:
            name = fields.get("event", "message")
            self.events.append(Event(name, fields.get("id"), json.loads(fields["data"]), time.monotonic()))


@dataclass
class Page:
    """What a page keeps: per slot, the state with the highest version."""

    slots: dict[int, Any] = field(default_factory=dict)

    def take(self, slots: list[Any]) -> None:
        for slot in slots:
            known = self.slots.get(slot["id"])
            if known is None or known["version"] < slot["version"]:
                self.slots[slot["id"]] = slot

    def shown(self) -> dict[int, Any]:
        """Without the withdrawn ones, as a snapshot leaves them out."""
        return {id: slot for id, slot in self.slots.items() if slot["status"] != "withdrawn"}
