"""What can be asked of bin/bench."""

import argparse

import bench

WORKS = ("boards", "bookings", "mixed", "ramp", "visit", "limits", "sizes", "statements")


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="bin/bench", description=bench.__doc__)
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
    found.works = found.works or list(WORKS)
    return found


if __name__ == "__main__":
    parse()
