"""BENCHMARKS.md: the table between its marks is the last run's, the words around it stay."""

import os
import platform
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import table
from bench.result import Result

DOCUMENT = Path(__file__).parents[3] / "BENCHMARKS.md"
BEGIN, END = "<!-- the last run of bin/bench --write -->", "<!-- the end of the last run -->"
PACKAGES = ("nginx", "postgresql-15", "pgbouncer", "redis-server", "php8.2-fpm", "nodejs", "node-express", "chromium")


def write(results: list[Result]) -> None:
    """Puts the run into the document; fails where the marks are missing."""
    DOCUMENT.write_text(replaced(DOCUMENT.read_text(), f"{_circumstances()}\n\n{table.markdown(results)}"))


def replaced(text: str, run: str) -> str:
    """The document with another run between its marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{DOCUMENT.name} has no place for the table: {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{run}\n\n{END}{after}"


def _circumstances() -> str:
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
