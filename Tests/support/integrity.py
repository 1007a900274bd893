"""What must be true of the data at any moment, and of PostgreSQL's log after any test."""

import re

import psycopg

from support import stack


def deadlocks() -> int:
    """How many deadlocks PostgreSQL has broken and logged since it was set up."""
    log = stack.log("postgresql").read_text(errors="replace")
    with stack.superuser() as connection:
        counted = connection.execute("select sum(deadlocks)::int from pg_stat_database").fetchone()
    assert counted
    return max(counted[0], len(re.findall("deadlock detected", log)))


def faults(connection: psycopg.Connection) -> list[tuple]:
    """Each broken rule the database finds in itself; none is how it must be."""
    return connection.execute("select * from integrity_report()").fetchall()
