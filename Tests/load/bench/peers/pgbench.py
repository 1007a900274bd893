"""pgbench calls book_slot as slotboard-api does: through the same PgBouncer, by the same protocol, with as many clients."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

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


def book(stock: Stock, count: int, clients: int) -> float:
    """Books so many of the stock's slots; gives how many a second. Every one must have been booked."""
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
        command = [PROGRAM, "--no-vacuum", "--protocol=extended", f"--file={script}", f"--client={clients}"]
        command += [f"--jobs={THREADS}", f"--transactions={count // clients}"]
        command += [f"--define={name}={value}" for name, value in variables.items()]
        command += ["--host", str(stack.sockets()), "--port=6432", "--username=slotboard_api", "slotboard"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PGOPTIONS": ""})
    found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.M)
    if done.returncode or not found:
        raise SystemExit(f"pgbench failed: {done.stderr or done.stdout}")
    return float(found.group(1))
