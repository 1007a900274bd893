"""pgbench calls book_slot as slotboard-api does: through the same PgBouncer, by the same protocol, with as many clients."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from bench.seen import Latencies
from bench.stock import Stock
from support import stack

PROGRAM = "/usr/lib/postgresql/15/bin/pgbench"
THREADS = 2

# Each transaction books a slot of its own, by a student of its own: the client's number and its count of turns say which.
SCRIPT = """\\set number :first + :client_id + :turn * :clients
\\set turn :turn + 1
\\set slot :first_slot + :number % :teachers * :slots_each + :number / :teachers
\\set student :first_student + :number % :students
select * from book_slot(:school::bigint, :student::bigint, :slot::bigint, null::text, 'pgbench-' || :number::text, \
'\\x0000000000000000000000000000000000000000000000000000000000000000'::bytea);
"""


def peak(stock: Stock, count: int, clients: int) -> float:
    """Books so many of the stock's slots as fast as it goes; gives how many a second."""
    told, _ = _book(stock, count, clients)
    found = re.search(r"^tps = ([0-9.]+)", told, re.M)
    if not found:
        raise SystemExit(f"pgbench tells no rate: {told}")
    return float(found.group(1))


def paced(stock: Stock, count: int, clients: int, rate: float, warmup: float) -> Latencies:
    """Books so many at a rate. Each is to begin at a time that chance spreads about the rate's (pgbench knows no other way),
    and is timed from there; those of the first seconds do not count."""
    _, log = _book(stock, count, clients, f"--rate={rate}", "--log")
    return logged(log, warmup)


def logged(lines: list[str], warmup: float) -> Latencies:
    """The latencies in pgbench's log: client, transaction, microseconds since it was to begin, script, and when it ended."""
    turns = []
    for line in lines:
        _, _, micros, _, seconds, rest, *_ = line.split()
        turns.append((int(seconds) * 1_000_000 + int(rest) - int(micros), int(micros)))
    start = min((begun for begun, _ in turns), default=0) + warmup * 1e6
    latencies = Latencies()
    for begun, micros in turns:
        if begun >= start:
            latencies.add([(micros * 1000, 1)], micros * 1000)
    return latencies


def _book(stock: Stock, count: int, clients: int, *more: str) -> tuple[str, list[str]]:
    """What pgbench tells, and its log. Every slot must have been booked."""
    first = stock.take(count)
    variables = {
        "first": first,
        "turn": 0,
        "clients": clients,
        "first_slot": stock.first_slot,
        "teachers": stock.teachers,
        "slots_each": stock.slots_each,
        "first_student": stock.first_student,
        "students": stock.students,
        "school": stock.school.id,
    }
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "book.sql"
        script.write_text(SCRIPT)
        command = [PROGRAM, "--no-vacuum", "--protocol=extended", f"--file={script}", f"--client={clients}", *more]
        command += [f"--jobs={THREADS}", f"--transactions={count // clients}"]
        command += [f"--define={name}={value}" for name, value in variables.items()]
        command += ["--host", str(stack.sockets()), "--port=6432", "--username=slotboard_api", "slotboard"]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "PGOPTIONS": ""}
        )
        log = [line for file in Path(folder).glob("pgbench_log.*") for line in file.read_text().splitlines()]
    if done.returncode:
        raise SystemExit(f"pgbench failed: {done.stderr or done.stdout}")
    return done.stdout, log
