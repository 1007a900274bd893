"""A run of the measuring program: what it ends with, what counts as held, and what it refuses."""

from collections import Counter
from contextlib import nullcontext

import pytest
from bench import __main__ as program
from bench import mixed, options, ramp, stacks
from bench.extent import FULL
from bench.result import Goal, Result
from bench.seen import Latencies, Seen

HELD = Result("held", "1", judged=1, goal=Goal(1))
MISSED = Result("missed", "2", judged=2, goal=Goal(1))


def seen(milliseconds: list[float], errors: int = 0) -> Seen:
    """Boards that took so long, and so many that came to nothing."""
    latencies = Latencies()
    for value in milliseconds:
        latencies.add([(round(value * 1e6), 1)], round(value * 1e6))
    answers = Counter({("board", 200): len(milliseconds), ("board", 0): errors})
    return Seen(seconds=1, kinds={"board": latencies}, answers=answers, wanted={"board": 200})


def ending(monkeypatch: pytest.MonkeyPatch, results: list[Result], *words: str) -> int:
    """What a run ends with whose boards have these results; no stack is brought up."""
    monkeypatch.setattr(stacks, "running", lambda *_, **__: nullcontext())
    monkeypatch.setitem(program.COMMON, "boards", lambda _: results)
    return program.main(["boards", *words])


def test_a_missed_goal_ends_the_run_with_1_by_flag_alone(monkeypatch: pytest.MonkeyPatch):
    assert ending(monkeypatch, [HELD], "--check") == 0
    assert ending(monkeypatch, [HELD, MISSED]) == 0
    assert ending(monkeypatch, [HELD, MISSED], "--check") == 1


def test_one_error_in_the_mixture_misses_its_goal(monkeypatch: pytest.MonkeyPatch):
    assert ending(monkeypatch, mixed.results(seen([1] * 100), FULL), "--check") == 0
    rows = mixed.results(seen([1] * 100, errors=1), FULL)
    assert [row.work for row in rows if not row.holds] == ["the same: errors"]
    assert ending(monkeypatch, rows, "--check") == 1


def test_the_mixture_tells_its_middle_and_its_tail():
    rows = mixed.results(seen([*range(1, 1001)]), FULL)
    for row in (rows[0], rows[2]):
        assert row.peer == "p50 500.0, p99.9 999.0, max 1000 ms" and "990.0 ms" in row.told
    assert [row.holds for row in rows] == [False, True, True]


def test_the_ramp_tells_the_last_rate_that_held():
    asked: list[int] = []

    def ask(rate: int) -> Seen:
        asked.append(rate)
        return seen([24 if rate < 4000 else 26])

    row = ramp.climb(ask)
    assert asked == [2000, 3000, 4000]
    assert (row.judged, row.holds) == (3000, True)
    assert row.cells[1:] == ["3,000 /s", "at 4,000: p99 26.0 ms, errors 0", "3,000 /s", "≥ 2000 /s", "yes"]


@pytest.mark.parametrize(
    "first",
    [seen([26]), seen([1] * 100, errors=1), seen([])],
    ids=["too slow", "an error", "no answer that counts"],
)
def test_a_ramp_below_its_goal_fails_the_run_by_flag(first: Seen, monkeypatch: pytest.MonkeyPatch):
    row = ramp.climb(lambda rate: first)
    assert row.ours == "below 2,000 /s" and not row.holds
    assert ending(monkeypatch, [row], "--check") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--quick", "--write"], "a quick run's figures mean little: --quick and --write do not go together"),
        (["sundials"], f"there is no work 'sundials'; known are {', '.join(options.WORKS)}"),
        (["--chek"], "unrecognized arguments: --chek"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_one_line(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit) as refusal:
        options.parse(words)
    assert (refusal.value.code, capsys.readouterr().err) == (2, f"bin/bench: {told}\n")
