"""All peers that answer HTTP: one nginx with the bundle's settings, and behind it C, PHP-FPM and Express."""

import os
import shutil
import socket
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bench.clients import Target
from bench.peers.program import Program
from support import stack
from support.client import Answer

PROGRAMS = Path(__file__).parents[2] / "peers"
BUNDLE = Path(__file__).parents[4] / "nginx" / "slotboard"
NAMES = ("static", "libfcgi", "php", "express")
#: PHP-FPM's processes: one a connection, for a kept one is somebody's own (Tests/load/peers/README.md).
CHILDREN = 64
PHP_SETTINGS = {
    "opcache.enable": "1",
    "opcache.validate_timestamps": "0",
    "opcache.jit": "disable",
    # The pool would ask Redis whether it lives before each use.
    "redis.pconnect.pooling_enabled": "0",
    "expose_php": "0",
    "default_charset": "",
}
#: What slotboard-api says of a board; nginx adds the rest, in front of everybody.
FIELDS = {"content-type": "Content-Type", "etag": "ETag", "cache-control": "Cache-Control"}


@dataclass(frozen=True)
class Subject:
    """The board that everybody serves: whose it is, its address, and Slotboard's answer."""

    school: int
    teacher: int
    version: int
    window: tuple[str, int]
    target: str
    answer: Answer


class Company:
    """While it is entered, the peers run in `folder`; `tcp` and `unix` say where each of them is reached."""

    def __init__(self, folder: Path, subject: Subject) -> None:
        self.folder = folder
        self.subject = subject
        self.tcp = {name: Target(port=_free_port()) for name in NAMES}
        self.unix = {name: Target(socket=folder / f"http-{name}.sock") for name in NAMES}
        self._running = ExitStack()

    def __enter__(self) -> Self:
        self._lay_out()
        keep_in_redis(self.subject)
        with ExitStack() as starting:
            for program in (self._libfcgi(), self._fpm(), *self._express(), self._nginx()):
                starting.enter_context(program)
            self._running = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    @property
    def _cache_control(self) -> str:
        return self.subject.answer.headers["cache-control"]

    def _lay_out(self) -> None:
        for name in ("local", "temp", "log", "files"):
            (self.folder / name).mkdir(parents=True)
        shutil.copy(PROGRAMS / "nginx.conf", self.folder)
        (self.folder / "slotboard").symlink_to(BUNDLE)
        (self.folder / "php").symlink_to(PROGRAMS / "php")
        answer = self.subject.answer
        (self.folder / "files" / "board.json").write_bytes(answer.body)
        fields = [f"{name}: {answer.headers[known]}" for known, name in FIELDS.items()]
        head = "\r\n".join(["Status: 200 OK", *fields, f"Content-Length: {len(answer.body)}", "", ""])
        (self.folder / "answer").write_bytes(head.encode() + answer.body)
        user = "user root;\n" if os.geteuid() == 0 else ""
        workers = os.environ["SLOTBOARD_NGINX_WORKERS"]
        (self.folder / "local" / "main.conf").write_text(f"{user}worker_processes {workers};\n")
        said = f'add_header Cache-Control "{self._cache_control}";\n'
        (self.folder / "local" / "cache-control.conf").write_text(said)
        for name in NAMES:
            (self.folder / "local" / f"{name}.conf").write_text(
                f"listen 127.0.0.1:{self.tcp[name].port} backlog=4096 reuseport sndbuf=32k;\n"
                f"listen unix:{self.unix[name].socket} backlog=4096;\n"
            )

    def _libfcgi(self) -> Program:
        program = self.folder / "libfcgi"
        source = PROGRAMS / "libfcgi.c"
        subprocess.run(["gcc", "-O2", "-Wall", "-Werror", "-o", program, source, "-lfcgi", "-pthread"], check=True)
        counts = [os.environ["SLOTBOARD_API_PROCESSES"], os.environ["SLOTBOARD_API_THREADS"]]
        return Program([program, "libfcgi.sock", "answer", *counts], self.folder, [self.folder / "libfcgi.sock"])

    def _fpm(self) -> Program:
        settings = [word for name, value in PHP_SETTINGS.items() for word in ("-d", f"{name}={value}")]
        as_root = ["-R"] if os.geteuid() == 0 else []
        sockets = stack.sockets()
        return Program(
            ["/usr/sbin/php-fpm8.2", *as_root, "--nodaemonize", "-y", PROGRAMS / "fpm.conf", *settings],
            self.folder,
            [self.folder / "fpm.sock"],
            {
                "PEERS_FOLDER": str(self.folder),
                "PEERS_CHILDREN": str(CHILDREN),
                "PEERS_REDIS": str(sockets / "redis.sock"),
                "PEERS_DATABASE": f"pgsql:host={sockets};port=6432;dbname=slotboard;user=slotboard_api",
                "PEERS_SCHOOL": str(self.subject.school),
                "PEERS_EPOCH": epoch(),
                "PEERS_CACHE_CONTROL": self._cache_control,
            },
        )

    def _express(self) -> list[Program]:
        """Two processes, one a core: Express has one thread each."""
        server, redis = PROGRAMS / "express" / "server.js", stack.sockets() / "redis.sock"
        return [
            Program(
                ["/usr/bin/node", server, name, redis, str(self.subject.school), self._cache_control],
                self.folder,
                [self.folder / name],
                # Where Debian's packages of Node lie.
                {"NODE_ENV": "production", "NODE_PATH": "/usr/share/nodejs"},
            )
            for name in ("express-1.sock", "express-2.sock")
        ]

    def _nginx(self) -> Program:
        command = ["/usr/sbin/nginx", "-p", f"{self.folder}/", "-e", "stderr", "-c", "nginx.conf"]
        return Program(command, self.folder, [target.socket for target in self.unix.values() if target.socket])


def keep_in_redis(subject: Subject) -> None:
    """The board as the peers read it: under names of their own, so that nothing of ours throws it out."""
    tag = f"{{{subject.school}:{subject.teacher}}}"
    day, days = subject.window
    entry = f"{subject.version} {subject.answer.headers['etag']}\n".encode() + subject.answer.body
    for key, value in (
        (f"peers:{tag}:version", str(subject.version).encode()),
        (f"peers:{tag}:board:{day}:{days}", entry),
    ):
        command = ["redis-cli", "-s", stack.sockets() / "redis.sock", "-x", "set", key]
        subprocess.run(command, input=value, check=True, stdout=subprocess.DEVNULL)


def epoch() -> str:
    with stack.owner() as owner:
        row = owner.execute("select board_epoch()").fetchone()
    assert row
    return row[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
