"""A table as BENCHMARKS.md keeps it: below the last run's circumstances the rows of all works, of which those that the last
run did not measure say when they were."""

import re
from dataclasses import dataclass, replace
from itertools import chain
from typing import Self

from bench.circumstances import MOMENT, Run
from bench.options import WORKS
from bench.result import HEADER, Result

COLUMNS = [*HEADER, "measured by"]
#: The last cell: the word for bin/bench, and the moment where it is not the last run's.
MEASURED_BY = re.compile(rf"`(?P<work>{'|'.join(WORKS)})`(?: (?P<moment>{MOMENT.pattern}))?")


@dataclass(frozen=True)
class Row:
    work: str
    cells: tuple[str, ...]
    #: Empty: the last run's.
    moment: str = ""

    @classmethod
    def of(cls, work: str, result: Result) -> Self:
        return cls(work, tuple(cell.replace("|", "∣") for cell in result.cells))

    @classmethod
    def parse(cls, line: str) -> Self:
        *cells, last = (cell.strip() for cell in line.strip()[1:-1].split("|"))
        found = MEASURED_BY.fullmatch(last)
        if not found or len(cells) != len(HEADER):
            raise SystemExit(f"a row of BENCHMARKS.md does not say by which work it was measured: {line}")
        return cls(found["work"], tuple(cells), found["moment"] or "")

    def __str__(self) -> str:
        return _line([*self.cells, f"`{self.work}` {self.moment}".rstrip()])


@dataclass(frozen=True)
class Record:
    #: The last run, in its own words, and its moment out of them.
    last: str
    moment: str
    rows: tuple[Row, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        lines = [line for line in text.splitlines() if line.strip()]
        table = [line for line in lines if line.startswith("|")]
        last = " ".join(line for line in lines if not line.startswith("|"))
        moment = MOMENT.search(last)
        if table and not moment:
            raise SystemExit(f"BENCHMARKS.md does not say when its last run was: {last}")
        return cls(last, moment.group() if moment else "", tuple(Row.parse(line) for line in table[2:]))

    def after(self, run: Run, found: dict[str, list[Result]]) -> Self:
        """With a run's results in place of those that its works had. The others' rows stay, and tell their moment."""
        earlier = "" if self.moment == run.moment else self.moment
        rows = {
            work: [replace(row, moment=row.moment or earlier) for row in self.rows if row.work == work]
            for work in WORKS
        }
        rows |= {work: [Row.of(work, result) for result in results] for work, results in found.items()}
        return type(self)(str(run), run.moment, tuple(chain.from_iterable(rows.values())))

    def __str__(self) -> str:
        return "\n".join([self.last, "", _line(COLUMNS), _line(["---"] * len(COLUMNS)), *map(str, self.rows)])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
