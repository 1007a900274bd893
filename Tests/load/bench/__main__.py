"""`bin/bench` starts it with the right environment."""

import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack

from bench import boards, bookings, document, limits, mixed, options, ramp, sizes, stacks, statements, table, visit
from bench.extent import FULL, QUICK, Extent
from bench.result import Result

#: Works on the stack with wide open limits, in the order in which they disturb each other least.
COMMON: dict[str, Callable[[Extent], list[Result]]] = {
    "boards": boards.measure,
    "bookings": bookings.measure,
    "mixed": mixed.measure,
    "ramp": ramp.measure,
    "visit": visit.measure,
}
#: Works with a stack of their own.
ALONE: dict[str, Callable[[Extent], list[Result]]] = {
    "limits": limits.measure,
    "sizes": sizes.measure,
    "statements": statements.measure,
}


def main(arguments: list[str] | None = None) -> int:
    """Measures what is asked for, and gives the exit code."""
    wanted = options.parse(arguments)
    extent = QUICK if wanted.quick else FULL
    if wanted.write:
        document.require()
    found: dict[str, list[Result]] = {}
    with ExitStack() as stack:
        if any(work in COMMON for work in wanted.works):
            stack.enter_context(stacks.running("common", **stacks.OPEN))
        for work in [*COMMON, *ALONE]:
            if work not in wanted.works:
                continue
            if work in ALONE:
                stack.close()
            table.announce(work)
            found[work] = (COMMON | ALONE)[work](extent)
            table.show(found[work])
            if wanted.write:
                document.write(found)
    results = [result for part in found.values() for result in part]
    print()
    table.show(results)
    missed = [result.work for result in results if not result.holds]
    if missed:
        print(f"\n{len(missed)} of {len(results)} do not hold")
    return 1 if wanted.check and missed else 0


if __name__ == "__main__":
    # However it ends, the stacks are taken down.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
