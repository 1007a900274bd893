"""One teacher watched by all, beside one Nchan channel with as many subscribers: runs by turns, and the ratio."""

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from crowd import changes, report
from crowd.bookings import Bookings
from crowd.clients import Clients
from crowd.delays import HEADER, Delays
from crowd.meter import Meter, Sample
from crowd.peer import PATH, Nchan
from crowd.stage import Stage
from support import stack
from support.school import School
from support.stream import Stream


@dataclass(frozen=True)
class Turn:
    """One side's run: its streams, opened for it alone, have heard some changes one by one."""

    name: str
    opened_in: float
    delays: Delays
    before: Sample
    after: Sample


def compare(options: argparse.Namespace) -> list[str]:
    """Gives what went wrong; being slower is not wrong."""
    turns: list[Turn] = []
    with stack.owner() as owner, tempfile.TemporaryDirectory() as folder:
        for number in range(options.rounds):
            place = Path(folder) / str(number)
            place.mkdir()
            stage = Stage(School(owner), 1, options.changes + 4)
            turns.append(_ours(options, stage, place))
            turns.append(_theirs(options, _event(stage), place))
    _print(turns, options.streams)
    due = options.streams * options.changes
    return [
        f"{turn.name}: {turn.delays.heard:,} of {due:,} streams heard a change"
        for turn in turns
        if turn.delays.heard != due
    ]


def _ours(options: argparse.Namespace, stage: Stage, folder: Path) -> Turn:
    _, port = stack.address()
    with Clients(folder, stage.school.host, port, stage.boards(), options.streams, window=stage.window) as clients:
        meter = Meter(lambda: {"clients": clients.pids})
        took = clients.open(options.rate)
        before = meter.sample()
        changes.one_by_one(Bookings(stage), clients, options.changes)
        after = meter.sample()
        return Turn("Slotboard", took, Delays.of(stage.booked_at(), clients.arrivals()), before, after)


def _theirs(options: argparse.Namespace, event: dict, folder: Path) -> Turn:
    board = {"teacher": event["teacher_id"], "version": 0, "slots": []}
    with (
        Nchan(folder / "nchan") as nchan,
        Clients(folder, "localhost", nchan.port, [board], options.streams, path=PATH) as clients,
    ):
        meter = Meter(lambda: {"clients": clients.pids, "Nchan": [nchan.pid]})
        took = clients.open(options.rate, word="open")
        before = meter.sample()
        sent = {}
        for _ in range(options.changes):
            event["version"] = event["slots"][0]["version"] = event["version"] + 1
            heard = clients.status()["heard"]
            sent[event["teacher_id"], event["version"]] = nchan.publish(event)
            changes.await_heard(clients, heard + options.streams)
        after = meter.sample()
        return Turn("Nchan", took, Delays.of(sent, clients.arrivals()), before, after)


def _event(stage: Stage) -> dict:
    """The last change as Slotboard tells it."""
    version = stage.truth()[0]["version"]
    with Stream(stage.school.host, f"teacher={stage.teachers[0]}&since={version - 1}") as stream:
        return stream.wait_for("slots").data


def _print(turns: list[Turn], streams: int) -> None:
    for turn in turns:
        print(f"{turn.name}: {streams:,} streams open in {turn.opened_in:.1f} s")
    rows = [turn.delays.row(turn.name, turn.delays.one_by_one()) for turn in turns]
    report.table(f"one change to {streams:,} streams; the median change of each run", HEADER, rows)
    report.processor([(turn.name, turn.before, turn.after) for turn in turns])
    print()
    for name, place in (("median", 0), ("p99", 1), ("last stream", 3)):
        ours, theirs = (
            median(turn.delays.one_by_one()[place] for turn in turns if turn.name == side)
            for side in ("Slotboard", "Nchan")
        )
        print(f"{name}: Slotboard {ours:,.1f} ms, Nchan {theirs:,.1f} ms, ratio {ours / theirs:.2f}")
