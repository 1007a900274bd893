"""The two ways to make changes: at a steady rate, and one by one with all streams waited for."""

import argparse
import threading
import time
from collections.abc import Callable

from crowd import report
from crowd.bookings import Bookings
from crowd.clients import Clients
from crowd.meter import Meter
from support import parts

HEARD_WITHIN = 20
PAUSE = 0.3


def one_by_one(bookings: Bookings, clients: Clients, count: int) -> None:
    """Each when all streams that read have had the last one, and a moment of rest."""
    for _ in range(count):
        before = clients.status()
        bookings.one()
        await_heard(clients, before["heard"] + before["greeted"])


def await_heard(clients: Clients, count: int) -> None:
    """Waits until so many states have been heard in all, or too long, and then for a moment of rest."""
    end = time.monotonic() + HEARD_WITHIN
    while clients.status()["heard"] < count and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(PAUSE)


def steady(bookings: Bookings, options: argparse.Namespace, meter: Meter) -> None:
    """At a rate, with what is to be disturbed half-way, and a line each minute of a long run."""
    middle = threading.Timer(options.seconds / 2, lambda: [disturb() for disturb in disturbances(options)])
    middle.start()
    maker = threading.Thread(target=bookings.keep_up, args=(options.bookings, options.seconds))
    maker.start()
    minutes = 0
    while maker.is_alive():
        maker.join(60)
        if options.minutes and maker.is_alive():
            minutes += 1
            report.minute(minutes, meter.sample())
    middle.join()


def disturbances(options: argparse.Namespace) -> list[Callable[[], None]]:
    wanted = [(options.reload, reload), (options.restart_live, restart_live), (options.kill_live, kill_live)]
    return [disturb for is_wanted, disturb in wanted if is_wanted]


def reload() -> None:
    parts.signal_part("nginx", "HUP")


def restart_live() -> None:
    """The first process ends its streams in order, and another takes its place."""
    parts.stop("live:live_1")
    parts.start("live:live_1")


def kill_live() -> None:
    parts.kill("live", 1)
