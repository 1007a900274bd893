"""When, on what and with what a run measures."""

import os
import platform
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
PACKAGES = ("nginx", "postgresql-15", "pgbouncer", "redis-server", "php8.2-fpm", "nodejs", "node-express", "chromium")


@dataclass(frozen=True)
class Run:
    command: str
    #: By date and commit, so that a row can say it by itself.
    moment: str
    machine: str

    def __str__(self) -> str:
        return f"`{self.command}` {self.moment}: {self.machine}."


#: A run's moment, wherever it stands.
MOMENT = re.compile(r"on \d{4}-\d\d-\d\d \d\d:\d\d UTC, (?:commit [^\s:|]+|no commit)")


@cache
def this_run() -> Run:
    """Found out once: writing the first table changes the checkout."""
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    gigabytes = int(memory.group(1)) / 1024 / 1024 if memory else 0
    return Run(
        shlex.join(["bin/bench", *sys.argv[1:]]),
        f"on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {_commit()}",
        f"{os.cpu_count()} cores ({_processor()}), {gigabytes:.0f} GB, Linux {platform.release().partition('-')[0]};"
        f" {_versions()}",
    )


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return found.group(1) if found else platform.machine()


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return f"commit {done.stdout.strip()}" if done.returncode == 0 else "no commit"


def _versions() -> str:
    query = ["dpkg-query", "-W", "-f", "${Package} ${Version}\\n", *PACKAGES]
    lines = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    return ", ".join(re.sub(r"^(\S+) (?:\d+:)?([0-9][0-9.]*[0-9]).*", r"\1 \2", line) for line in lines)
