"""What can be asked of bin/bench."""

import argparse
from typing import NoReturn

import bench

WORKS = ("boards", "bookings", "mixed", "ramp", "visit", "limits", "sizes", "statements")


class Options(argparse.ArgumentParser):
    """Tells what is wrong in one line; --help has the rest."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    options = Options(prog="bin/bench", description=bench.__doc__)
    options.add_argument("works", nargs="*", metavar="WORK", help=f"of {', '.join(WORKS)}; all without")
    options.add_argument("--write", action="store_true", help="the table into BENCHMARKS.md")
    options.add_argument("--check", action="store_true", help="end with 1 where a goal is missed")
    options.add_argument(
        "--quick", action="store_true", help="a few seconds each: does it run? The figures mean little"
    )
    found = options.parse_args(arguments)
    for work in found.works:
        if work not in WORKS:
            options.error(f"there is no work {work!r}; known are {', '.join(WORKS)}")
    if found.quick and found.write:
        options.error("a quick run's figures mean little: --quick and --write do not go together")
    found.works = found.works or list(WORKS)
    return found


if __name__ == "__main__":
    parse()
