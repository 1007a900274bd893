"""What each part of the stack uses: processor time, memory, descriptors; and what the kernel holds for its sockets."""

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from support import parts

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
MEASURED = ("live", "nginx", "clients")


@dataclass
class Use:
    """Of one part, at one moment: seconds since the meter began, bytes, counts."""

    cpu: float = 0
    resident: int = 0
    proportional: int = 0
    descriptors: int = 0


@dataclass
class Sample:
    at: float
    parts: dict[str, Use]
    tcp: int
    slab: int
    available: int

    def cpu(self, part: str) -> float:
        return self.parts[part].cpu if part in self.parts else 0.0


@dataclass
class Meter:
    """`others` names processes that are not the supervisor's."""

    others: Callable[[], dict[str, list[int]]]
    _ticks: dict[int, int] = field(default_factory=dict)
    _spent: dict[str, float] = field(default_factory=dict)
    _began: bool = False

    def sample(self) -> Sample:
        found: dict[str, Use] = {}
        for part, pids in self._processes().items():
            use = found[part] = Use()
            for pid in pids:
                try:
                    self._add(part, pid, use)
                except (FileNotFoundError, ProcessLookupError):
                    pass  # It has ended meanwhile.
            use.cpu = self._spent.get(part, 0)
        self._began = True
        memory = _numbers(Path("/proc/meminfo").read_text())
        tcp = re.search(r"^TCP:.* mem (\d+)", Path("/proc/net/sockstat").read_text(), re.M)
        return Sample(
            time.monotonic(),
            found,
            int(tcp.group(1)) * PAGE if tcp else 0,
            memory["Slab"] * 1024,
            memory["MemAvailable"] * 1024,
        )

    def _add(self, part: str, pid: int, use: Use) -> None:
        process = Path(f"/proc/{pid}")
        fields = (process / "stat").read_text().rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        # What was spent before the first sample is not ours; a process that came later is counted from its start.
        spent = ticks - self._ticks.get(pid, 0 if self._began else ticks)
        self._ticks[pid] = ticks
        self._spent[part] = self._spent.get(part, 0) + spent / TICK
        if part in MEASURED:
            memory = _numbers((process / "smaps_rollup").read_text())
            use.resident += memory["Rss"] * 1024
            use.proportional += memory["Pss"] * 1024
        use.descriptors += len(os.listdir(process / "fd"))

    def _processes(self) -> dict[str, list[int]]:
        children: dict[int, list[int]] = {}
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = entry.read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
        named = {**parts.running(), **self.others()}
        # A process that a part names is not counted with its parent.
        for pids in children.values():
            pids[:] = [pid for pid in pids if not any(pid in roots for roots in named.values())]
        return {part: [pid for root in roots for pid in _family(root, children)] for part, roots in named.items()}


def _family(root: int, children: dict[int, list[int]]) -> list[int]:
    return [root] + [pid for child in children.get(root, []) for pid in _family(child, children)]


def _numbers(text: str) -> dict[str, int]:
    return {name: int(value) for name, value in re.findall(r"^(\w+):\s+(\d+)", text, re.M)}
