"""The table, for a terminal."""

import sys

from bench.result import HEADER, Result


def announce(work: str) -> None:
    print(f"\n{work}", flush=True)


def show(results: list[Result], file=sys.stdout) -> None:
    rows = [HEADER, *(result.cells for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    for row in rows:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths))
        print(f"  {line}".rstrip(), file=file, flush=True)
