"""Stopping and killing parts of the stack, and putting them back: through supervisord's own interface."""

import http.client
import os
import signal
import xmlrpc.client

from support import stack
from support.client import Client
from support.unix import UnixConnection
from support.waiting import eventually

RUNNING = 20  # supervisor's ProcessStates.RUNNING


class _UnixTransport(xmlrpc.client.Transport):
    def make_connection(self, host: object) -> UnixConnection:
        return UnixConnection(stack.sockets() / "supervisor.sock")


def _supervisor():
    return xmlrpc.client.ServerProxy("http://supervisor", _UnixTransport()).supervisor


def stop(name: str) -> None:
    """Stops a part, such as `redis` or a whole pool `live:*`, and waits until it is gone."""
    if name.endswith(":*"):
        _supervisor().stopProcessGroup(name.removesuffix(":*"))
    else:
        _supervisor().stopProcess(name)


def start(name: str) -> None:
    if name.endswith(":*"):
        _supervisor().startProcessGroup(name.removesuffix(":*"))
    else:
        _supervisor().startProcess(name)


def workers(pool: str) -> list[int]:
    """The process ids of a FastCGI pool, without place 0, which only holds the socket."""
    return [
        part["pid"]
        for part in _supervisor().getAllProcessInfo()
        if part["group"] == pool and part["pid"] and not part["name"].endswith("_0")
    ]


def running() -> dict[str, list[int]]:
    """Each part, or pool of workers, with its process ids."""
    found: dict[str, list[int]] = {}
    for part in _supervisor().getAllProcessInfo():
        if part["pid"]:
            found.setdefault(part["group"], []).append(part["pid"])
    return found


def signal_part(name: str, word: str) -> None:
    """Sends a part a signal, such as HUP."""
    _supervisor().signalProcess(name, word)


def process(name: str) -> int:
    """The process id of a part."""
    return _supervisor().getProcessInfo(name)["pid"]


def kill(pool: str, most: int = 1000) -> list[int]:
    """Kills the workers of a pool, as the kernel would when memory is short."""
    killed = workers(pool)[:most]
    for pid in killed:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    return killed


def signal_nginx(name: str) -> None:
    """Sends nginx's master a signal, such as HUP for another configuration."""
    _supervisor().signalProcess("nginx", name)


def is_healthy() -> bool:
    try:
        return Client("localhost", timeout=3).get("/health").status == 200
    except (OSError, http.client.HTTPException):
        return False


def mend() -> None:
    """Starts whatever does not run and waits until the stack is well."""
    for part in _supervisor().getAllProcessInfo():
        if part["state"] != RUNNING:
            try:
                _supervisor().startProcess(f"{part['group']}:{part['name']}")
            except xmlrpc.client.Fault:
                pass  # It is starting by itself.
    eventually(is_healthy, within=30, every=0.1)
