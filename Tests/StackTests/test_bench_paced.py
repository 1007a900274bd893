"""Latencies of the sides at one rate: whose they are, from when they count, and what a line tells of them."""

from collections import Counter

import pytest
from bench import paced
from bench.asking import Kind
from bench.clients import Target
from bench.peers import pgbench
from bench.rounds import Figure
from bench.seen import Latencies, Seen


def turn(*milliseconds: float) -> Latencies:
    found = Latencies()
    for value in milliseconds:
        found.add([(round(value * 1e6), 1)], round(value * 1e6))
    return found


def test_a_line_tells_both_sides_shares_and_the_ratio_of_neighbours():
    ours = iter([turn(*[1] * 98, 4, 5), turn(*[1] * 100), turn(*[1] * 98, 9, 30)])
    theirs = iter([turn(*[2] * 100), turn(*[2] * 100), turn(*[2] * 98, 3, 3)])
    (row,) = paced.compare(
        "board", 2000, {"ours": lambda: next(ours), "peer": lambda: next(theirs)}, {"peer": "a peer"}, 3
    )
    assert row.cells == [
        "board ÷ a peer, 2,000 a second each: p99",
        "p50 1.00, p99 4.00, p99.9 30.00, max 30.0 ms",
        "p50 2.00, p99 2.00, p99.9 3.00, max 3.0 ms",
        "2.00 (0.50–3.00)",
        *("", ""),
    ]


def test_the_pace_is_one_that_the_slowest_side_holds():
    assert paced.pace(2000, [Figure((20000,)), Figure((5900, 6100, 90000))]) == 2000
    assert paced.pace(2000, [Figure((20000,)), Figure((1828,))]) == 600
    assert paced.pace(2000, [Figure((2,))]) == 1


def test_all_sides_are_asked_at_one_rate_and_an_error_of_any_ends_the_run(monkeypatch: pytest.MonkeyPatch):
    asked: list[tuple[int, float, float]] = []
    answers = Counter({("board", 200): 2})

    def steady(target: Target, kinds: list[Kind], rate: float, seconds: float, connections: int, warmup: float) -> Seen:
        asked.append((target.port, rate, seconds))
        return Seen(seconds=seconds, kinds={"board": turn(1, 2)}, answers=answers, wanted={"board": 200})

    monkeypatch.setattr(paced, "steady", steady)
    board = Kind("board", [b""])
    assert [paced.latencies(Target(port), board, 2000, 3).count for port in (1, 2)] == [2, 2]
    assert asked == [(1, 2000, 3), (2, 2000, 3)]
    answers["board", 503] = 1
    with pytest.raises(SystemExit, match="errors at 2,000 a second: board 503: 1"):
        paced.latencies(Target(1), board, 2000, 3)


def test_pgbench_counts_from_when_a_booking_was_to_begin_and_not_before_it_is_warm():
    # Client, transaction, microseconds since it was to begin, script, when it ended (seconds, microseconds), how late it was.
    log = [
        "0 0 90000 0 1795313420 990000 80000",
        "1 0 1500 0 1795313421 399000 10",
        "0 1 2500 0 1795313421 402500 900",
        "1 1 4000 0 1795313423 1000 20",
    ]
    found = pgbench.logged(log, warmup=0.5)
    assert (found.count, found.share(0.5), found.share(1)) == (2, 2.5, 4)
    assert pgbench.logged(log, warmup=0).share(1) == 90
