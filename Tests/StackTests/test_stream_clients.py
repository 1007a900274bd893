"""The clients of the load program against a site that plays what each test has written: they notice what they are for."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from crowd.clients import Clients

from support import load_clients
from support.waiting import eventually

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"


def slot(version: int, id: int = 1, status: str = "open") -> dict[str, object]:
    return {"id": id, "version": version, "status": status, "seats_left": int(status == "open")}


def board(version: int, *slots: dict[str, object]) -> dict[str, object]:
    return {"teacher": 7, "version": version, "slots": list(slots)}


def event(name: str, id: str | None = None, **data: object) -> bytes:
    line = f"id: {id}\n" if id else ""
    return f"event: {name}\n{line}data: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def slots(version: int, *states: dict[str, object]) -> bytes:
    return event("slots", f"1.5:7:{version}", teacher_id=7, version=version, slots=states)


def heartbeat(version: int) -> bytes:
    return event("heartbeat", versions={"7": version}, epoch="1.5", now="2026-12-01T00:00:00Z", degraded=False)


def chunks(text: bytes, size: int = 100_000) -> bytes:
    parts = [text[start : start + size] for start in range(0, len(text), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)


class Site:
    """Answers each request of a kind by the next of its scripts; the last one stays open when all is said."""

    def __init__(self, streams: list[bytes], loads: list[bytes] = []) -> None:
        self._scripts = {"/api/v1/events": streams, "/api/v1/teachers/7/slots": loads}
        self.heads: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connections: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for connection in [self._listener, *self._connections]:
            connection.close()

    @property
    def port(self) -> int:
        return self._listener.getsockname()[1]

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(4096)
        self.heads.append(head.decode())
        connection.sendall(self._scripts[head.split()[1].decode().partition("?")[0]].pop(0))

    def say(self, more: bytes) -> None:
        """Sends more on the newest connection."""
        self._connections[-1].sendall(more)


@pytest.fixture(scope="module", autouse=True)
def program() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, path in load_clients.build().items():
            patch.setenv(name, path)
        yield


@pytest.fixture
def page(tmp_path: Path):
    """One page that has a board of version 1, with two open slots."""

    def visit(site: Site) -> Clients:
        known = board(1, slot(1), slot(1, id=2))
        return Clients(tmp_path, "here.test", site.port, [known], 1, window="from=2026-12-01&days=7")

    return visit


@pytest.mark.parametrize("chunk", [1, 7, 100_000])
@pytest.mark.parametrize("step", [1, 50, 100_000])
def test_a_stream_may_come_in_any_pieces(page, chunk: int, step: int):
    text = b"retry: 9\n\n: hello\n\n" + heartbeat(1) + slots(2, slot(2, status="booked")) + slots(3, slot(3, id=2))
    answer = HEAD + chunks(text, chunk)
    with Site([b""]) as site, page(site) as clients:
        clients.ask("open 1000")
        eventually(lambda: site.heads)
        for start in range(0, len(answer), step):
            site.say(answer[start : start + step])
            # It reads what was ready first before it answers: each piece by itself.
            clients.status()
        eventually(lambda: clients.status()["heard"] == 2)
        found, _ = clients.check([board(3, slot(2, status="booked"), slot(3, id=2))])
        met = clients.status()
        arrivals = [arrival[:3] for arrival in clients.arrivals()]
    assert found["right"] == 1
    assert (met["events"], met["heartbeats"], met["missed"], met["doubled"], met["unreadable"]) == (2, 1, 0, 0, 0)
    assert arrivals == [(0, 7, 2), (0, 7, 3)]
    assert site.heads[0].startswith("GET /api/v1/events?teacher=7&since=1 HTTP/1.1\r\nHost: here.test\r\n")


@pytest.mark.parametrize(
    ("told", "word"),
    [
        (slots(2, slot(2)) + slots(2, slot(2)), "doubled"),
        (slots(3, slot(3)), "missed"),
        (heartbeat(2), "missed"),
        (event("slots", "1.5:7:2", teacher_id=7), "unreadable"),
    ],
    ids=["an event twice", "a version without its slot", "a heartbeat above the events", "an event without version"],
)
def test_a_fault_of_the_stream_is_counted(page, told: bytes, word: str):
    with Site([HEAD + chunks(heartbeat(1) + told)]) as site, page(site) as clients:
        clients.open(1000, within=10)
        eventually(lambda: clients.status()[word] == 1)
        others = {"doubled", "missed", "unreadable"} - {word}
        assert all(clients.status()[other] == 0 for other in others)


def test_a_change_that_never_came_and_one_that_was_wrong_are_found_at_the_end(page):
    told = heartbeat(1) + slots(2, slot(2, status="booked"))
    with Site([HEAD + chunks(told)]) as site, page(site) as clients:
        clients.open(1000, within=10)
        eventually(lambda: clients.status()["heard"] == 1)
        behind, _ = clients.check([board(3, slot(2, status="booked"), slot(3, id=2))])
        different, example = clients.check([board(2, slot(2, status="open"), slot(1, id=2))])
        right, _ = clients.check([board(2, slot(2, status="booked"), slot(1, id=2))])
    assert (behind["behind"], different["different"], right["right"]) == (1, 1, 1)
    assert example == "teacher 7: greeted, version 2 of 2, slots wrong"


def test_a_page_comes_back_with_what_it_heard_last(page):
    first = b"retry: 9\n\n" + heartbeat(1) + slots(2, slot(2)) + b"retry: 20\n\n" + event("end", retry=20)
    refused = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\n{}"
    again = b"retry: 20\n\n" + heartbeat(2) + slots(3, slot(3))
    with Site([HEAD + chunks(first) + END, refused, HEAD + chunks(again)]) as site, page(site) as clients:
        clients.ask("open 1000")
        eventually(lambda: clients.status()["heard"] == 2)
        met = clients.status()
    assert (met["ended"], met["refused"], met["last_refusal"], met["opened"], met["open"]) == (1, 1, 503, 2, 1)
    assert met["unreadable"] == 0
    assert "since=2 " in site.heads[2] and "\r\nLast-Event-ID: 1.5:7:2\r\n" in site.heads[2]


def test_after_a_reset_the_board_is_loaded_until_it_is_new_enough(page):
    def load(version: int) -> bytes:
        body = json.dumps({"version": version, "slots": [slot(version, status="booked")]}).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    told = heartbeat(1) + event("reset", "1.5:7:9", teacher_id=7, version=9)
    with Site([HEAD + chunks(told)], [load(8), load(9)]) as site, page(site) as clients:
        clients.open(1000, within=10)
        eventually(lambda: clients.status()["snapshots"] == 1, within=15)
        found, _ = clients.check([board(9, slot(9, status="booked"))])
    assert found["right"] == 1
    assert [head.split()[1] for head in site.heads[1:]] == ["/api/v1/teachers/7/slots?from=2026-12-01&days=7"] * 2
