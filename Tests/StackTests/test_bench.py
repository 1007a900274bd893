"""The measuring program's own honesty: what it calls slow was slow, what was wrong counts as wrong, and peers that answer
something else are not compared."""

import math
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Self

import pytest
from bench.asking import Kind, request
from bench.clients import Target, closed, steady
from bench.exactness import OtherAnswer, ask, require_same
from bench.result import Goal, Result, compared
from bench.rounds import Figure, alternate
from bench.seen import Latencies, Seen

from support import load_clients

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"


class Site:
    """Answers each request on each kept connection by what `answer` makes of its head; nothing closes the connection."""

    def __init__(self, answer: Callable[[str], bytes]) -> None:
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.heads: list[str] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @property
    def target(self) -> Target:
        return Target(port=self._listener.getsockname()[1])

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        text = b""
        with connection:
            while more := connection.recv(65536):
                text += more
                while b"\r\n\r\n" in text:
                    head, _, text = text.partition(b"\r\n\r\n")
                    self.heads.append(head.decode())
                    answer = self._answer(head.decode())
                    if not answer:
                        return
                    connection.sendall(answer)


@pytest.fixture(scope="module", autouse=True)
def programs() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, path in load_clients.build().items():
            patch.setenv(name, path)
        yield


def kind(name: str = "page", count: int = 1, **more: object) -> Kind:
    return Kind(name, [request("GET", f"/{name}/{n}", "here.test") for n in range(count)], **more)


def test_a_server_that_stands_still_is_late_for_all_who_would_have_come():
    stalled = threading.Event()
    lock = threading.Lock()

    def answer(head: str) -> bytes:
        # Everybody waits behind the first, who is kept for 0.8 s.
        with lock:
            if not stalled.is_set():
                stalled.set()
                time.sleep(0.8)
        return ANSWER

    with Site(answer) as site:
        # One connection: a closed loop would have seen a single slow answer.
        seen = steady(site.target, [kind()], rate=100, seconds=1.5, connections=1, warmup=0)
    assert seen.errors == 0 and seen.all.count == 150
    late = sum(count for end, count in seen.all.buckets.items() if end > 300e6)
    assert late >= 45, "each of the fifty that should have left in the first half second was late by 0.3 s"
    assert seen.all.share(1) >= 800


def test_shares_are_those_of_the_values_to_within_a_hundredth():
    latencies = Latencies()
    latencies.add([(1_000_000, 50), (2_000_000, 49), (9_000_000, 1)], 8_950_000)
    assert [latencies.share(part) for part in (0.5, 0.51, 0.99, 0.995, 1)] == [1, 2, 2, 8.95, 8.95]
    other = Latencies()
    other.add([(1_000_000, 100)], 1_000_000)
    latencies.add(other.buckets.items(), other.longest)
    assert (latencies.count, latencies.share(0.75), latencies.longest) == (200, 1, 8_950_000)


def test_each_request_of_once_is_sent_once_and_the_run_ends_with_the_last():
    with Site(lambda head: ANSWER) as site:
        seen = closed(site.target, [kind("booking", 40, once=True)], seconds=0, connections=8)
    paths = [head.split()[1] for head in site.heads]
    assert sorted(paths) == sorted(f"/booking/{n}" for n in range(40))
    assert (seen.good, seen.errors) == (40, 0)


def test_kinds_come_by_their_weights():
    with Site(lambda head: ANSWER) as site:
        seen = steady(site.target, [kind("board", weight=3), kind("hold", weight=1)], 200, 1, connections=4, warmup=0)
    assert {name: latencies.count for name, latencies in seen.kinds.items()} == {"board": 150, "hold": 50}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "page 503: "),
        (b"", "page broken: "),
    ],
    ids=["another status", "a connection that breaks"],
)
def test_what_was_wrong_counts_as_wrong(answer: bytes, told: str):
    with Site(lambda head: answer) as site:
        seen = steady(site.target, [kind()], 50, 0.4, connections=2, warmup=0)
    assert (seen.good, seen.errors) == (0, 20)
    assert seen.faults() == f"{told}20"


def test_a_server_so_slow_that_nothing_counts_has_no_figures_and_all_errors():
    report = {
        "seconds": -3.0,
        "cpuSeconds": 0.1,
        "unsent": 300,
        "kinds": [{"name": "page", "buckets": [], "longest": 0, "statuses": {}}],
    }
    seen = Seen.of([report], {"page": 200})
    assert (seen.rate, seen.errors, seen.faults()) == (0, 300, "never sent: 300")
    assert math.isnan(seen.cpu_share) and not Goal(25).holds(seen.all.share(0.99))


def test_chunks_and_a_farewell_are_understood():
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nok\r\n0\r\n\r\n"
    empty = b"HTTP/1.1 204 No Content\r\n\r\n"
    for answer, status in ((chunked, 200), (empty, 204)):
        with Site(lambda head, answer=answer: answer) as site:
            seen = closed(site.target, [kind(count=6, once=True, status=status)], 0, connections=2)
        assert (seen.good, seen.errors) == (6, 0)


def test_a_peer_with_one_wrong_byte_is_not_compared():
    text = request("GET", "/board", "here.test")
    with Site(lambda head: ANSWER) as ours, Site(lambda head: ANSWER.replace(b"ok", b"oh")) as theirs:
        require_same("itself", ask(ours.target, text), ask(ours.target, text))
        with pytest.raises(OtherAnswer, match="from 1 on: b'h', Slotboard b'k'"):
            require_same("a peer", ask(ours.target, text), ask(theirs.target, text))
    with Site(lambda head: ANSWER) as ours, Site(lambda head: ANSWER.replace(b"200", b"203")) as theirs:
        with pytest.raises(OtherAnswer, match="a peer answers 203, Slotboard 200"):
            require_same("a peer", ask(ours.target, text), ask(theirs.target, text))


def test_sides_take_turns_and_ratios_are_of_neighbours():
    turns: list[str] = []
    speeds = {"ours": iter([10, 40, 30]), "peer": iter([20, 20, 20])}

    def side(name: str) -> Callable[[], float]:
        return lambda: turns.append(name) or next(speeds[name])

    found = alternate({name: side(name) for name in speeds}, 3)
    assert turns == ["ours", "peer", "peer", "ours", "ours", "peer"]
    assert found["ours"].over(found["peer"]) == Figure((0.5, 2, 1.5))
    assert compared("work", found["ours"], found["peer"], Goal(1.4, True)).cells == [
        *("work", "30 /s", "20 /s", "1.50 (0.50–2.00)", "≥ 1.4", "yes")
    ]


def test_a_goal_without_a_figure_is_missed():
    assert not Result("work", "", goal=Goal(1)).holds
    assert not Result("work", "", judged=float("nan"), goal=Goal(1, True)).holds
    assert [Goal(25).holds(value) for value in (25, 25.1)] == [True, False]
