"""The stack under test: where it is reached, and the ways past it that only tests have."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import psycopg


def setting(name: str) -> str:
    """A variable of the environment that `bin/test` sets."""
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"{name} is not set: run bin/test, or read a running stack's config/slotboard.env first")
    return value


def home() -> Path:
    return Path(setting("SLOTBOARD_HOME")).resolve()


def address() -> tuple[str, int]:
    """Where nginx listens."""
    url = urlsplit(setting("SLOTBOARD_PUBLIC_URL"))
    return url.hostname or "localhost", url.port or 80


def owner() -> psycopg.Connection:
    """A connection straight to PostgreSQL as the owner of the tables; each statement commits by itself."""
    return psycopg.connect(setting("SLOTBOARD_OWNER_DATABASE_URL"), autocommit=True)


def superuser() -> psycopg.Connection:
    return psycopg.connect(setting("SLOTBOARD_SUPERUSER_DATABASE_URL"), autocommit=True)


def sockets() -> Path:
    """The folder of the stack's unix sockets; a deep state folder keeps them elsewhere and says where."""
    return Path(os.environ.get("SLOTBOARD_SOCKETS") or home() / "sock")


def watched(role: str) -> psycopg.Connection:
    """A connection with the rights of one of the programs in which a deadlock shows.

    The api role gives up a lock after 250 ms, PostgreSQL looks for deadlocks after a second: unwatched, each deadlock
    would pass for an ordinary lock timeout.
    """
    connection = superuser()
    connection.execute("set deadlock_timeout = '20ms'")
    connection.execute("set log_lock_waits = off")
    connection.execute("set lock_timeout = '2s'")
    connection.execute(f"set role slotboard_{role}")
    return connection


def log(part: str) -> Path:
    return home() / "log" / f"{part}.log"
