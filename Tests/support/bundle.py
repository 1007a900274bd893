"""The bundle as an ops person copies it to Debian's /etc/nginx: with TLS, in front of the programs of the running stack."""

import os
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

from support import stack
from support.waiting import eventually

SCRATCH_ROOT = Path(__file__).parents[2] / "ops" / "nginx" / "scratch-root"
# An ordinary visitor. Other addresses of this machine are other visitors.
VISITOR = "127.0.0.20"


@dataclass(frozen=True)
class Bundle:
    root: Path
    https: int
    http: int
    origin: int

    def connect(self, source: str = VISITOR, **tls: ssl.TLSVersion) -> HTTPSConnection:
        """By TLS, as the visitor at address `source`; `tls` bounds the version."""
        return HTTPSConnection(
            "127.0.0.1", self.https, context=self.context(**tls), source_address=(source, 0), timeout=10
        )

    def connect_plainly(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.http, timeout=10)

    def context(self, **tls: ssl.TLSVersion) -> ssl.SSLContext:
        """Trusts the bundle's own key alone."""
        context = ssl.create_default_context(cafile=str(self.root / "etc/ssl/slotboard/chain.pem"))
        context.check_hostname = False
        for name, version in tls.items():
            setattr(context, name, version)
        return context

    def log(self) -> str:
        return (self.root / "var/log/nginx/slotboard.log").read_text()


@contextmanager
def serving(root: Path, changes: dict[str, str], proxies: str) -> Iterator[Bundle]:
    """The bundle below `root`, with some figures changed and some proxies trusted, until the end of the block."""
    ports = free_ports(3)
    subprocess.run([SCRATCH_ROOT, root, *map(str, ports)], check=True)
    # In the place of what an ops person puts there.
    (root / "run/slotboard").rmdir()
    (root / "run/slotboard").symlink_to(stack.sockets().resolve())
    (root / "var/www/slotboard").rmdir()
    (root / "var/www/slotboard").symlink_to(stack.home() / "assets")
    configuration = root / "etc/nginx"
    # These tests run as whoever may enter the stack's private folder.
    _replace(configuration / "nginx.conf", {"user www-data;": "user root;" if os.geteuid() == 0 else ""})
    _replace(configuration / "conf.d/slotboard.conf", changes)
    with (configuration / "slotboard/http/trusted-proxies.conf").open("a") as file:
        file.write(f"set_real_ip_from {proxies};\n")
    command = ["/usr/sbin/nginx", "-e", "stderr", "-c", configuration / "nginx.conf"]
    subprocess.run([*command, "-q", "-t"], check=True)
    nginx = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        eventually(lambda: nginx.poll() is not None or _listens(ports[0]), within=10)
        assert nginx.poll() is None, "nginx does not start"
        yield Bundle(root, *ports)
    finally:
        nginx.terminate()
        nginx.wait(30)


def _replace(file: Path, changes: dict[str, str]) -> None:
    text = file.read_text()
    for before, after in changes.items():
        assert len(re.findall(re.escape(before), text)) == 1, f"{file.name} has no “{before}”"
        text = text.replace(before, after)
    file.write_text(text)


def free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
