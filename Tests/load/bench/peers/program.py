"""A server that runs while it is needed."""

import socket
import subprocess
from pathlib import Path
from typing import Self

from support.waiting import eventually


class Program:
    """`command`, in `folder`, from when it listens on `sockets` until the block is left."""

    def __init__(
        self, command: list[str | Path], folder: Path, sockets: list[Path], more: dict[str, str] | None = None
    ) -> None:
        self._command = command
        self._folder = folder
        self._sockets = sockets
        self._environment = {"PATH": "/usr/sbin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", **(more or {})}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, cwd=self._folder, env=self._environment)
        try:
            for path in self._sockets:
                eventually(lambda path=path: self._listens(path), within=15)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listens(self, path: Path) -> bool:
        if self._process.poll() is not None:
            raise SystemExit(f"{self._command[0]} does not start; what it said stands above")
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(path)) == 0
