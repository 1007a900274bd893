"""Nchan in an nginx of its own, as a comparison: same machine, same number of workers, same clients."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, Self

from support.waiting import eventually

CONFIGURATION = Path(__file__).parents[1] / "peers" / "nchan.conf"
MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so"
PATH = "/board"


class Nchan:
    """While it is entered, nginx runs in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        local = folder / "local"
        local.mkdir(parents=True)
        shutil.copy(CONFIGURATION, folder / "nginx.conf")
        workers = os.environ["SLOTBOARD_NGINX_WORKERS"]
        (local / "main.conf").write_text(f"load_module {MODULE};\nworker_processes {workers};\n")
        (local / "listen.conf").write_text(f"listen 127.0.0.1:{self.port} backlog=4096 reuseport;\n")

    def __enter__(self) -> Self:
        self._nginx = subprocess.Popen(["/usr/sbin/nginx", "-p", f"{self.folder}/", "-e", "stderr", "-c", "nginx.conf"])
        eventually(self._listens, within=10)
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._nginx.terminate()
        self._nginx.wait(30)

    @property
    def pid(self) -> int:
        return self._nginx.pid

    def publish(self, event: dict[str, Any]) -> int:
        """Publishes an event as Slotboard writes it; gives when it was sent, in nanoseconds of the system's clock."""
        body = json.dumps(event, separators=(",", ":"), ensure_ascii=False)
        began = time.time_ns()
        self._connection.request("POST", "/publish", body.encode(), {"X-EventSource-Event": "slots"})
        answer = self._connection.getresponse()
        answer.read()
        if answer.status >= 300:
            raise SystemExit(f"Nchan did not take the event: {answer.status}")
        return began

    def _listens(self) -> bool:
        if self._nginx.poll() is not None:
            raise SystemExit("nginx with Nchan does not start")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
