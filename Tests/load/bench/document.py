"""BENCHMARKS.md: a table between its marks is the last run's of its works, the words around it stay."""

import os
import platform
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bench import table
from bench.result import Result

DOCUMENT = Path(__file__).parents[3] / "BENCHMARKS.md"
#: What needs the large demo takes longest, and has a table of its own: it may be run by itself.
LARGE = ("sizes", "statements")
PLACES = {
    name: (f"<!-- the last run: {name} -->", f"<!-- the end of the last run: {name} -->")
    for name in ("common", "large")
}
PACKAGES = ("nginx", "postgresql-15", "pgbouncer", "redis-server", "php8.2-fpm", "nodejs", "node-express", "chromium")


def write(found: dict[str, list[Result]]) -> None:
    """Puts a run, by its works, into the document; fails where the marks are missing."""
    text = DOCUMENT.read_text()
    for name in PLACES:
        results = [result for work, part in found.items() if (work in LARGE) == (name == "large") for result in part]
        if results:
            text = replaced(text, f"{_circumstances()}\n\n{table.markdown(results)}", name)
    DOCUMENT.write_text(text)


def replaced(text: str, run: str, name: str) -> str:
    """The document with another run between the marks of this name."""
    begin, end = PLACES[name]
    before, found, rest = text.partition(begin)
    _, found_end, after = rest.partition(end)
    if not found or not found_end:
        raise SystemExit(f"{DOCUMENT.name} has no place for the table: {begin} … {end}")
    return f"{before}{begin}\n\n{run}\n\n{end}{after}"


@cache
def _circumstances() -> str:
    """Found out once: writing the first table changes the checkout."""
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    gigabytes = int(memory.group(1)) / 1024 / 1024 if memory else 0
    command = shlex.join(["bin/bench", *sys.argv[1:]])
    return (
        f"`{command}` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {_commit()}: {os.cpu_count()} cores"
        f" ({_processor()}), {gigabytes:.0f} GB, Linux {platform.release().partition('-')[0]}; {_versions()}."
    )


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return found.group(1) if found else platform.machine()


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=DOCUMENT.parent, capture_output=True, text=True, check=False
    )
    return f"commit {done.stdout.strip()}" if done.returncode == 0 else "no commit"


def _versions() -> str:
    query = ["dpkg-query", "-W", "-f", "${Package} ${Version}\\n", *PACKAGES]
    lines = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    return ", ".join(re.sub(r"^(\S+) (?:\d+:)?([0-9][0-9.]*[0-9]).*", r"\1 \2", line) for line in lines)
