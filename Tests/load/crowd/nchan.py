"""One teacher watched by all, beside one Nchan channel with as many subscribers: runs by turns, and the ratio."""

import argparse
import copy
import tempfile
import time
from pathlib import Path
from statistics import median

from crowd import changes, report
from crowd.bookings import Bookings
from crowd.clients import Clients
from crowd.delays import HEADER, Delays
from crowd.peer import PATH, Nchan
from crowd.stage import Stage
from support import stack
from support.school import School
from support.stream import Stream


def compare(options: argparse.Namespace) -> list[str]:
    """Gives what went wrong; being slower is not wrong."""
    ours: list[Delays] = []
    theirs: list[Delays] = []
    with stack.owner() as owner, tempfile.TemporaryDirectory() as folder:
        for number in range(options.rounds):
            place = Path(folder) / str(number)
            (place / "nchan").mkdir(parents=True)
            stage = Stage(School(owner), 1, options.changes + 4)
            ours.append(_ours(options, stage, place))
            theirs.append(_theirs(options, _event(stage), place))
    rows = [
        run.row(name, run.one_by_one()) for pair in zip(ours, theirs) for name, run in zip(("Slotboard", "Nchan"), pair)
    ]
    report.table(f"one change to {options.streams:,} streams; the median change of each run", HEADER, rows)
    for name, place in (("median", 0), ("p99", 1), ("last stream", 3)):
        one, other = (median(run.one_by_one()[place] for run in runs) for runs in (ours, theirs))
        print(f"{name}: Slotboard {one:,.1f} ms, Nchan {other:,.1f} ms, ratio {one / other:.2f}")
    due = options.streams * options.changes
    return [f"{run.heard:,} of {due:,} streams heard a change" for run in [*ours, *theirs] if run.heard != due]


def _ours(options: argparse.Namespace, stage: Stage, folder: Path) -> Delays:
    _, port = stack.address()
    with Clients(folder, stage.school.host, port, stage.boards(), options.streams, window=stage.window) as clients:
        took = clients.open(options.rate)
        changes.one_by_one(Bookings(stage), clients, options.changes)
        delays = Delays.of(stage.booked_at(), clients.arrivals())
    _say("Slotboard", options, took, delays)
    return delays


def _theirs(options: argparse.Namespace, event: dict, folder: Path) -> Delays:
    board = {"teacher": event["teacher_id"], "version": 0, "slots": []}
    with (
        Nchan(folder / "nchan") as nchan,
        Clients(folder, "localhost", nchan.port, [board], options.streams, path=PATH) as clients,
    ):
        took = clients.open(options.rate, word="open")
        sent = {}
        for _ in range(options.changes):
            event["version"] = event["slots"][0]["version"] = event["version"] + 1
            heard = clients.status()["heard"]
            sent[event["teacher_id"], event["version"]] = nchan.publish(event)
            end = time.monotonic() + changes.HEARD_WITHIN
            while clients.status()["heard"] < heard + options.streams and time.monotonic() < end:
                time.sleep(0.05)
            time.sleep(changes.PAUSE)
        delays = Delays.of(sent, clients.arrivals())
    _say("Nchan", options, took, delays)
    return delays


def _event(stage: Stage) -> dict:
    """The last change as Slotboard tells it."""
    teacher = stage.teachers[0]
    version = stage.truth()[0]["version"]
    with Stream(stage.school.host, f"teacher={teacher}&since={version - 1}") as stream:
        return copy.deepcopy(stream.wait_for("slots").data)


def _say(name: str, options: argparse.Namespace, took: float, delays: Delays) -> None:
    print(f"{name}: {options.streams:,} streams open in {took:.1f} s, {delays.heard:,} arrivals", flush=True)
