"""Stacks that are brought up for a measurement, each in a folder of its own, and taken down behind it."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[3]
#: So many of everything that 20,000 streams find room, and no more, for workers beyond the cores cost: a worker has 19,000
#: connections, two a stream.
COUNTS = {"SLOTBOARD_NGINX_WORKERS": "3", "SLOTBOARD_LIVE_PROCESSES": "2"}
#: All visitors come from one address and one school here: what is measured is the work, not whom it stops.
OPEN = {
    **{f"SLOTBOARD_EDGE_{name}": "0" for name in ("ADDRESS_REQUESTS", "SCHOOL_REQUESTS", "ADDRESS_CONNECTIONS")},
    **{f"SLOTBOARD_LIMIT_{name}": "1000000/1" for name in ("READ", "SEARCH", "WRITE", "BOOKING", "SCHOOL")},
}


@contextmanager
def running(name: str, *words: str, **variables: str) -> Iterator[Path]:
    """A stack that is entered by its environment, as the tests' is; `words` go to bin/up."""
    home = Path(os.environ["SLOTBOARD_BENCH_HOME"]) / name
    wanted = {**os.environ, **COUNTS, **variables, "SLOTBOARD_HOME": str(home), "SLOTBOARD_PORT": str(_free_port())}
    _run("bin/down", "--wipe", environment=wanted)
    try:
        _run("bin/up", *words, environment=wanted)
        with entered(home):
            yield home
    finally:
        _run("bin/down", "--wipe", environment=wanted)


@contextmanager
def entered(home: Path) -> Iterator[None]:
    """What the driver does in the block, it does to this stack."""
    before = dict(os.environ)
    try:
        os.environ.update(_settings(home / "config" / "slotboard.env"))
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _settings(file: Path) -> dict[str, str]:
    """The file is shell: only a shell reads it rightly."""
    told = subprocess.run(
        ["bash", "-c", 'set -a; . "$1"; env -0', "bash", file], env={}, capture_output=True, text=True, check=True
    )
    pairs = (line.partition("=") for line in told.stdout.split("\0") if line.startswith("SLOTBOARD_"))
    return {name: value for name, _, value in pairs}


def _run(*command: str, environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed")


def _free_port() -> int:
    """Below those that the kernel gives to clients: nobody takes it between now and nginx's start."""
    for port in range(20000 + os.getpid() % 9000, 30000):
        if not _is_taken(port):
            return port
    raise SystemExit("no port is free")


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
