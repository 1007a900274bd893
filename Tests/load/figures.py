"""The first figures: cached board reads, and bookings.

Loads go to this machine only and end by themselves. `Tests/load/first_figures` starts it with the right environment.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from datetime import time, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support import stack
from support.client import new_key
from support.school import School, Teacher

HERE = Path(__file__).parent
TEACHERS, SLOTS_EACH, STUDENTS = 40, 500, 2000
THREADS = 2


def wrk(script: str, seconds: int, connections: int, *arguments: str) -> str:
    command = ["wrk", f"-t{THREADS}", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(HERE / script)]
    host, port = stack.address()
    run = subprocess.run(
        [*command, f"http://{host}:{port}", "--", *arguments], capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise SystemExit(f"wrk failed: {run.stderr or run.stdout}")
    return run.stdout


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    return match.group(1) if match else "?"


def board_reads(school: School, teacher: Teacher, seconds: int) -> list[str]:
    path = f"/api/v1/teachers/{teacher.teacher_id}/slots?from={teacher.tomorrow()}&days=7"
    body = school.visitor().get(path).body
    output = wrk("board.lua", seconds, 64, school.host, path)
    errors = found(r"Non-2xx or 3xx responses: (\d+)", output)
    rate, p99 = found(r"Requests/sec:\s+(\S+)", output), found(r"99%\s+(\S+)", output)
    return [
        "cached board read",
        f"{float(rate):,.0f} /s",
        f"p99 {p99}",
        f"{len(body):,} bytes, errors {errors.replace('?', '0')}",
    ]


def bookings(school: School, teachers: list[Teacher], seconds: int) -> list[str]:
    """Each line is a (student, slot) of its own; no student has two lessons at one time."""
    students = school.students(STUDENTS)
    slots = [slot for column in zip(*(publish(teacher) for teacher in teachers)) for slot in column]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        for number, slot in enumerate(slots):
            file.write(f"{students[number % STUDENTS].cookie} {slot} {new_key()}\n")
        file.flush()
        output = wrk("booking.lua", seconds, 32, school.host, file.name, str(THREADS))
    count, other, spent, p99 = (
        int(n) for n in re.search(r"booked (\d+) other (\d+) in_us (\d+) p99_us (\d+)", output).groups()
    )
    stored = school.owner.execute("select count(*) from booking where school_id = %s", (school.id,)).fetchone()
    assert stored and stored[0] >= count, "each acknowledged booking is stored"
    return [
        "booking",
        f"{count / (spent / 1e6):,.0f} /s",
        f"p99 {p99 / 1000:.1f}ms",
        f"{count:,} booked, {other} refused",
    ]


def publish(teacher: Teacher) -> list[int]:
    days = range(-(-SLOTS_EACH // 8))
    times = [(teacher.tomorrow() + timedelta(days=day), time(8 + hour)) for day in days for hour in range(8)]
    return teacher.publish_at(times[:SLOTS_EACH])


def table(rows: list[list[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=8)
    options = arguments.parse_args()
    with stack.owner() as owner:
        school = School(owner)
        teacher = school.teacher()
        teacher.publish(24)
        rows = [board_reads(school, teacher, options.seconds)]
        busy = School(owner)
        rows.append(bookings(busy, [busy.teacher() for _ in range(TEACHERS)], options.seconds))
    table(rows)


if __name__ == "__main__":
    main()
