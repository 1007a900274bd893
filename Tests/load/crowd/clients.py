"""The processes that hold the streams, and what they tell. Each answers a line of command with a line of JSON."""

import json
import os
import struct
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

# A process may have 20,000 descriptors.
MOST_STREAMS = 19_000
MOST_IN_FLIGHT = 400
# Where readers are to stand still, so little is in the kernel for each that it is soon full.
LITTLE = 4096
ARRIVAL = struct.Struct("<IIqq")
OPEN_WITHIN = 120


class Clients:
    """As many processes as the streams need, each from addresses of its own.

    `boards` are watched in equal numbers. More of the plan (clients/Sources/Plan.swift): `window`; `path` where another
    server is asked; `receive_buffer`.
    """

    def __init__(self, folder: Path, host: str, port: int, boards: list[Any], streams: int, **more: Any) -> None:
        self.folder = folder
        self.streams = streams
        #: How many streams watch each teacher's board.
        self.watchers = {
            board["teacher"]: streams // len(boards) + (n < streams % len(boards)) for n, board in enumerate(boards)
        }
        self._program = Path(os.environ["SLOTBOARD_STREAM_CLIENTS"])
        self._plans = self._write_plans(boards, {"host": host, "port": port, "window": "", **more})
        self._processes: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        for plan in self._plans:
            process = subprocess.Popen(
                [self._program, plan], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
            )
            self._processes.append(process)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.stdin.close()
        for process in self._processes:
            process.wait(30)

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    def ask(self, command: str) -> list[dict[str, Any]]:
        """Every process's answer; all work on it at the same time."""
        for process in self._processes:
            process.stdin.write(f"{command}\n")
        answers = [_answer(process) for process in self._processes]
        for answer in answers:
            if "error" in answer:
                raise SystemExit(f"stream-clients, {command}: {answer['error']}")
        return answers

    def status(self, command: str = "status") -> Counter[str]:
        """What all of them have met, added up."""
        answers = self.ask(command)
        total: Counter[str] = Counter()
        for answer in answers:
            total.update(answer)
        total["last_refusal"] = max(answer["last_refusal"] for answer in answers)
        return total

    def spread(self, command: str, number: float) -> None:
        """A command with a number that the processes share."""
        self.ask(f"{command} {number / len(self._processes)}")

    def open(self, rate: float, word: str = "greeted", within: float = OPEN_WITHIN) -> float:
        """Opens all streams, so many a second at most; gives the seconds until the last one hears of every change."""
        started = time.monotonic()
        self.spread("open", rate)
        while (status := self.status())[word] < self.streams:
            if time.monotonic() - started > self.streams / rate + within:
                raise SystemExit(f"only {status[word]} of {self.streams} streams opened: {dict(status)}")
            time.sleep(0.05)
        return time.monotonic() - started

    def check(self, truth: list[Any]) -> tuple[Counter[str], str]:
        """How many boards are right, behind, different, or away; and one that is not right."""
        file = self.folder / "truth.json"
        file.write_text(json.dumps(truth))
        total: Counter[str] = Counter()
        example = ""
        for answer in self.ask(f"check {file}"):
            example = example or answer["example"]
            total.update({name: count for name, count in answer.items() if name != "example"})
        return total, example

    def arrivals(self) -> Iterator[tuple[int, int, int, int]]:
        """Each new state of a slot on each stream: stream, teacher, version, nanoseconds of the system's clock."""
        base = self.folder / "arrivals"
        self.ask(f"arrivals {base}")
        for pid in self.pids:
            file = base.with_suffix(f".{pid}")
            yield from ARRIVAL.iter_unpack(file.read_bytes())
            file.unlink()

    def _write_plans(self, boards: list[Any], common: dict[str, Any]) -> list[Path]:
        count = -(-self.streams // MOST_STREAMS)
        files = []
        for number in range(count):
            plan = {
                **common,
                "sources": [f"127.0.{1 + number}.{last}" for last in (2, 3)],
                "most_in_flight": max(10, MOST_IN_FLIGHT // count),
                "boards": [
                    {**board, "watchers": total // count + ((number + place) % count < total % count)}
                    for place, (board, total) in enumerate(zip(boards, self.watchers.values()))
                ],
            }
            file = self.folder / f"plan{number}.json"
            file.write_text(json.dumps(plan))
            files.append(file)
        return files


def _answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    line = process.stdout.readline()
    return json.loads(line) if line else {"error": "the process has died"}
