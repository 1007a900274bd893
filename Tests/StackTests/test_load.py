"""The load program at a small size: it works, and it can tell a wrong board from a right one."""

import subprocess
from pathlib import Path

PROGRAM = Path(__file__).parents[1] / "load" / "streams"
SMALL = ["--streams", "300", "--teachers", "10", "--seconds", "4", "--idle", "0"]


def run(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *SMALL, *options], capture_output=True, text=True, timeout=110, check=False)


def test_each_of_300_pages_has_the_true_board_after_80_bookings_and_much_coming_and_going():
    done = run("--churn", "10")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "80 bookings, heard by 2,400 of 2,400 streams" in done.stdout
    assert "'right': 300, 'behind': 0, 'different': 0, 'away': 0" in done.stdout


def test_one_wrong_slot_in_what_is_expected_fails_the_run():
    done = run("--falsify", "--seconds", "1")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "FAULT: 30 boards are different" in done.stdout
