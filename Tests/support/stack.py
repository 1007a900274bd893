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


def pooled(role: str) -> psycopg.Connection:
    """A connection through PgBouncer with the rights of one of the programs, prepared statements off as it demands."""
    conninfo = f"host={sockets()} port=6432 dbname=slotboard user=slotboard_{role}"
    return psycopg.connect(conninfo, autocommit=True, prepare_threshold=None)


def log(part: str) -> Path:
    return home() / "log" / f"{part}.log"
