"""The database's slow statements without the indexes of PERFORMANCE_OPTIMIZATION_INDEXES.sql and with them: sql/plans/measure."""

import re
import subprocess

from bench import stacks
from bench.extent import Extent
from bench.result import Goal, Result

PROGRAM = stacks.ROOT / "sql" / "plans" / "measure"
#: Its last table: how many are slow, what they take together before and after, and the ratios.
SUM = re.compile(r"slow_statements.*\n[-+]+\n\s*(\d+) \|\s*([\d.]+) \|\s*([\d.]+) \|\s*([\d.]+) \|\s*([\d.]+)")


def measure(extent: Extent) -> list[Result]:
    with stacks.running("statements", **stacks.OPEN):
        done = subprocess.run([PROGRAM], capture_output=True, text=True, check=False)
    print(done.stdout, flush=True)
    found = SUM.search(done.stdout)
    if done.returncode or not found:
        raise SystemExit(f"sql/plans/measure failed: {done.stderr}")
    count, before, after, ratio, middle = (float(cell) for cell in found.groups())
    return [
        Result(
            f"the {count:.0f} statements of the large demo that take 10 ms and more without the DBA's file: before ÷ after",
            f"{after:,.1f} ms together",
            f"{before:,.1f} ms",
            ratio,
            f"{ratio:.1f}, median {middle:.1f}",
            Goal(10, True),
        )
    ]
