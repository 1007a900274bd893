"""A streaming replica of the stack's PostgreSQL on this machine, and a worker of the API that reads it."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from support import stack
from support.fastcgi import DirectClient
from support.school import Person
from support.waiting import eventually

POSTGRESQL = Path("/usr/lib/postgresql/15/bin")
PORT = 5433
# Who is started so dies with the tests, however those end.
AS_SERVICE = ["setpriv", "--pdeathsig=KILL"]
if os.geteuid() == 0:  # As ops/shell/services.sh has it: PostgreSQL refuses root.
    AS_SERVICE += ["--reuid=postgres", "--regid=postgres", "--init-groups"]
    AS_SERVICE += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]


class Replica:
    def __init__(self, process: subprocess.Popen[bytes], api: Path) -> None:
        self._process = process
        self._api = api

    def client(self, person: Person) -> DirectClient:
        """A visitor at the worker that reads this replica, signed in as this person."""
        return DirectClient(self._api, person.school.host, person.cookie)

    def visitor(self, host: str) -> DirectClient:
        return DirectClient(self._api, host)

    def run(self, sql: str) -> Any:
        with psycopg.connect(_conninfo("postgres"), autocommit=True) as connection:
            row = connection.execute(sql).fetchone()
            return row and row[0]

    def last_read(self) -> Any:
        """When the worker's own thread asked last; the thread that watches the replica asks for its position alone."""
        return self.run(
            "select max(query_start) from pg_stat_activity"
            " where usename = 'slotboard_api' and query not like '%pg_last_wal_replay_lsn()::text%'"
        )

    def pause(self) -> None:
        """It goes on answering and hears no more of the primary."""
        self.run("select pg_wal_replay_pause()")
        eventually(lambda: self.run("select pg_get_wal_replay_pause_state()") == "paused")

    def resume(self) -> None:
        self.run("select pg_wal_replay_resume()")

    def promote(self) -> None:
        assert self.run("select pg_promote()")

    def signal(self, number: signal.Signals) -> None:
        """To all its processes: each is the leader of a group of its own."""
        for pid in [self._process.pid, *_children(self._process.pid)]:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass


@contextmanager
def replica() -> Iterator[Replica]:
    folder = stack.home() / "replica"
    api = stack.sockets() / "replica-api.sock"
    with ExitStack() as after:
        after.callback(shutil.rmtree, folder, ignore_errors=True)
        _copy_cluster(folder)
        made = Replica(after.enter_context(_standby(folder)), api)
        after.callback(made.signal, signal.SIGKILL)
        eventually(_answers, within=20)
        after.enter_context(_worker(api))
        yield made


def _copy_cluster(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    _run(
        POSTGRESQL / "pg_basebackup",
        f"--dbname={stack.setting('SLOTBOARD_SUPERUSER_DATABASE_URL')}",
        f"--pgdata={folder}",
        *("--write-recovery-conf", "--checkpoint=fast", "--no-sync"),
    ).check_returncode()


@contextmanager
def _standby(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    settings = Path(stack.setting("SLOTBOARD_ROOT")) / "ops" / "postgresql"
    given = {
        "config_file": settings / "postgresql.conf",
        "hba_file": settings / "pg_hba.conf",
        "unix_socket_directories": stack.sockets(),
        "port": PORT,
    }
    options = [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
    with stack.log("replica").open("wb") as log:
        process = subprocess.Popen(
            _as_service(POSTGRESQL / "postgres", "-D", folder, *options), cwd="/", stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for left in stack.sockets().glob(f".s.PGSQL.{PORT}*"):
            left.unlink()


@contextmanager
def _worker(place: Path) -> Iterator[None]:
    """One thread, so that a test knows which connections its requests use."""
    place.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener, stack.log("replica-api").open("wb") as log:
        listener.bind(str(place))
        listener.listen()
        environment = os.environ | {
            "SLOTBOARD_API_THREADS": "1",
            "SLOTBOARD_REPLICA_URL": _conninfo("slotboard_api"),
            # A test searches again and again, until it is shown what it waits for.
            "SLOTBOARD_LIMIT_SEARCH": "1000/1",
        }
        process = subprocess.Popen(
            _as_service(Path(stack.setting("SLOTBOARD_BUILD")) / "release" / "slotboard-api"),
            cwd=stack.home(),
            env=environment,
            stdin=listener,
            stdout=log,
            stderr=log,
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)
        place.unlink(missing_ok=True)


def _answers() -> bool:
    try:
        with psycopg.connect(_conninfo("postgres")):
            return True
    except psycopg.OperationalError:
        return False


def _conninfo(user: str) -> str:
    return f"host={stack.sockets()} port={PORT} dbname=slotboard user={user} application_name=slotboard-api"


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _as_service(*words: object) -> list[str]:
    return [*AS_SERVICE, *(str(word) for word in words)]


def _run(*words: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(_as_service(*words), cwd="/", check=False)
