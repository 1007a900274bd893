"""One run: many pages open their boards, changes are made, and each page's board is held against the database."""

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from crowd import changes, report
from crowd.bookings import Bookings
from crowd.clients import LITTLE, Clients
from crowd.delays import HEADER, Delays
from crowd.meter import Meter
from crowd.stage import Stage
from support import stack
from support.school import School

QUIET_WITHIN = 60


class Run:
    def __init__(self, options: argparse.Namespace, stage: Stage, clients: Clients) -> None:
        self.options = options
        self.stage = stage
        self.clients = clients
        self.bookings = Bookings(stage)
        self.meter = Meter(lambda: {"clients": clients.pids, "driver": [os.getpid()]})
        self.faults: list[str] = []

    def measure(self) -> None:
        """Prints all tables, and leaves in `faults` what must not be."""
        self.clients.status()
        before = self.meter.sample()
        took = self.clients.open(self.options.rate)
        opened = self.meter.sample()
        count = self.clients.streams
        print(
            f"{count:,} streams over {len(self.stage.teachers):,} teachers from {len(self.clients.pids)} processes:"
            f" open in {took:.1f} s, {count / took:,.0f} a second",
            flush=True,
        )
        time.sleep(self.options.idle)
        idle = self.meter.sample()
        self.clients.spread("churn", count * self.options.churn / 100)
        rows = self._make_changes()
        self.clients.spread("churn", 0)
        changed = self.meter.sample()
        self._judge()

        report.table("from the booking's own clock, shortly before COMMIT, to the client", HEADER, rows)
        report.memory(before, idle, count)
        report.processor([("opening", before, opened), ("heartbeats", opened, idle), ("changes", idle, changed)])
        report.met(self.clients.status())

    def _make_changes(self) -> list[list[str]]:
        rows = [self._delays("all reading", {})]
        if self.options.stalled:
            earlier = self.stage.booked_at()
            self.clients.ask(f"stall {self.options.stalled}")
            before, stalled = self.meter.sample(), self.clients.status()["stalled"]
            rows.append(self._delays(f"{self.options.stalled:g} % stalled", earlier))
            report.standing_still(before, self.meter.sample(), stalled)
            self.clients.ask("resume")
        return rows

    def _delays(self, name: str, earlier: dict[Any, int]) -> list[str]:
        """Makes changes, and tells how long they took."""
        if self.options.one_teacher:
            changes.one_by_one(self.bookings, self.clients, self.options.changes)
        else:
            changes.steady(self.bookings, self.options, self.meter)
        reading = self._quiet() / self.clients.streams
        made = {change: at for change, at in self.stage.booked_at().items() if change not in earlier}
        delays = Delays.of(made, self.clients.arrivals())
        due = sum(self.clients.watchers[teacher] for teacher, _ in made)
        of = f"of {due:,}" if reading == 1 else f"of about {due * reading:,.0f}"
        print(f"{name}: {len(made):,} bookings, heard by {delays.heard:,} {of} streams", flush=True)
        return delays.row(name, delays.one_by_one() if self.options.one_teacher else delays.together())

    def _quiet(self) -> int:
        """Waits until each page that reads has the board it must have, or too long; gives how many these pages are."""
        end = time.monotonic() + QUIET_WITHIN
        while True:
            found, _ = self.clients.check(self.stage.truth())
            due = self.clients.streams - self.clients.status()["stalled"]
            if found["right"] == due or time.monotonic() > end:
                return due
            time.sleep(0.3)

    def _judge(self) -> None:
        self._quiet()
        truth = self.stage.truth()
        if self.options.falsify:
            truth[0]["slots"][0]["seats_left"] += 1
        found, example = self.clients.check(truth)
        status = self.clients.status()
        answers = dict(self.bookings.answers)
        print(f"bookings answered: {answers}; boards: {dict(found)}", flush=True)
        for word in ("behind", "different", "away"):
            if found[word]:
                self.faults.append(f"{found[word]:,} boards are {word}; for one, {example}")
        for word in ("missed", "doubled", "unreadable"):
            if status[word]:
                self.faults.append(f"{status[word]:,} events {word}")


def slots_each(options: argparse.Namespace) -> int:
    """Enough for every booking, and some that stay open."""
    each_time = options.changes if options.one_teacher else options.bookings * options.seconds
    return int(each_time * (2 if options.stalled else 1) / options.teachers) + 4


def run(options: argparse.Namespace) -> list[str]:
    """Gives the faults that were found."""
    with stack.owner() as owner, tempfile.TemporaryDirectory() as folder:
        stage = Stage(School(owner), options.teachers, slots_each(options))
        _, port = stack.address()
        more = {"window": stage.window, **({"receive_buffer": LITTLE} if options.stalled else {})}
        with Clients(Path(folder), stage.school.host, port, stage.boards(), options.streams, **more) as clients:
            one = Run(options, stage, clients)
            one.measure()
            return one.faults
