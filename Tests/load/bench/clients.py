"""request-clients at work: so many processes with a plan each, and what they report."""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.asking import Kind
from bench.seen import Seen

#: Beyond what a run should take: then it hangs.
GRACE = 60


@dataclass(frozen=True)
class Target:
    """Where requests go: a port of this machine, or a unix socket."""

    port: int = 0
    socket: Path | None = None

    @property
    def plan(self) -> dict[str, Any]:
        return {"socket": str(self.socket)} if self.socket else {"host": "127.0.0.1", "port": self.port}


def closed(target: Target, kinds: list[Kind], seconds: float, connections: int = 64, processes: int = 2) -> Seen:
    """As fast as they are answered, each connection one after the other. Kinds of `once` end the run when used up."""
    once = any(kind.once for kind in kinds)
    timing = {"rate": None, "warmup": 0 if once else min(1, seconds / 4), "seconds": GRACE if once else seconds}
    return _run(target, kinds, connections, processes, timing)


def steady(
    target: Target, kinds: list[Kind], rate: float, seconds: float, connections: int = 512, warmup: float = 2
) -> Seen:
    """So many a second, whether or not the answers come in time; latency counts from the intended time."""
    return _run(target, kinds, connections, 1, {"rate": rate, "warmup": warmup, "seconds": seconds})


def _run(target: Target, kinds: list[Kind], connections: int, processes: int, timing: dict[str, Any]) -> Seen:
    program = os.environ["SLOTBOARD_REQUEST_CLIENTS"]
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for number in range(processes):
            decks = [
                kind.write(Path(folder) / f"{number}-{place}.deck", number, processes)
                for place, kind in enumerate(kinds)
            ]
            plan = {**target.plan, **timing, "connections": connections // processes, "kinds": decks}
            file = Path(folder) / f"{number}.json"
            file.write_text(json.dumps(plan))
            running.append(file)
        # The kernel shares the processor among sessions first (autogroup). The stack has one, under supervisord; the peers
        # are in the driver's. So the clients are in neither.
        started = [
            subprocess.Popen([program, file], stdout=subprocess.PIPE, text=True, start_new_session=True)
            for file in running
        ]
        try:
            reports = [_report(process, timing["warmup"] + timing["seconds"] + GRACE) for process in started]
        finally:
            for process in started:
                process.kill()
                process.wait()
    return Seen.of(reports, {kind.name: kind.status for kind in kinds})


def _report(process: subprocess.Popen[str], within: float) -> dict[str, Any]:
    told, _ = process.communicate(timeout=within)
    if process.returncode:
        raise SystemExit("request-clients failed; what it said stands above")
    return json.loads(told)
