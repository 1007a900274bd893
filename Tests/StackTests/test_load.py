"""The load program at a small size: it works, and it can tell a wrong board from a right one."""

import subprocess
from pathlib import Path

from crowd.delays import Delays

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


def test_delays_are_told_of_all_streams_and_of_each_change():
    started = {(7, 2): 1_000_000_000, (7, 3): 2_000_000_000, (9, 2): 5_000_000_000}
    arrivals = [(0, 7, 2, 1_010_000_000), (1, 7, 2, 1_030_000_000), (0, 7, 3, 2_050_000_000), (0, 8, 2, 9)]
    delays = Delays.of(started, arrivals)
    assert delays.changes == {(7, 2): [10.0, 30.0], (7, 3): [50.0], (9, 2): []}
    assert (delays.heard, delays.together()) == (3, [30.0, 50.0, 50.0, 50.0])
    assert delays.one_by_one() == [40.0, 40.0, 40.0, 40.0]
    assert delays.row("all", delays.together())[-1] == "40.0"
