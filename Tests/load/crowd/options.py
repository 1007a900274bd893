"""What can be asked of the load program."""

import argparse


def parse() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="Tests/load/streams", description=__doc__)
    options.add_argument("--streams", type=int, default=5000, help="pages with an open board")
    options.add_argument("--teachers", type=int, default=100, help="whose boards they watch, in equal numbers")
    options.add_argument("--rate", type=float, default=5000, help="streams opened a second, at most")
    options.add_argument("--idle", type=float, default=15, help="seconds with heartbeats alone")
    options.add_argument("--bookings", type=float, default=20, help="bookings a second")
    options.add_argument("--seconds", type=float, default=30, help="of bookings")
    options.add_argument("--minutes", type=float, default=0, help="of bookings instead, with a line each minute")
    options.add_argument("--one-teacher", action="store_true", help="all watch one; changes come one by one")
    options.add_argument("--changes", type=int, default=20, help="how many, with --one-teacher and --nchan")
    options.add_argument("--stalled", type=float, default=0, metavar="PERCENT", help="stop reading half-way")
    options.add_argument("--churn", type=float, default=0, metavar="PERCENT", help="close and come back, a second")
    options.add_argument("--reload", action="store_true", help="nginx, in the middle of the bookings")
    options.add_argument("--restart-live", action="store_true", help="one process, in the middle")
    options.add_argument("--kill-live", action="store_true", help="one process, in the middle")
    options.add_argument("--nchan", action="store_true", help="the same streams on Nchan, and the ratio")
    options.add_argument("--rounds", type=int, default=3, help="of --nchan, each with fresh streams")
    options.add_argument("--falsify", action="store_true", help="spoil one expected board: the run must fail")
    found = options.parse_args()
    if found.one_teacher:
        found.teachers = 1
    if found.minutes:
        found.seconds = found.minutes * 60
    return found
