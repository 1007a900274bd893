"""`bin/up` refuses a wrong setting in one line, before it makes, builds or stops anything."""

import os
import subprocess
from pathlib import Path

import pytest

UP = Path(__file__).parents[2] / "bin" / "up"


def up(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """In a state folder that is not there. Nothing could be started by it: the port is that of the stack under test."""
    environment = os.environ | {"SLOTBOARD_HOME": str(home)} | variables
    return subprocess.run([UP], env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLOTBOARD_PORT", "0"),
        ("SLOTBOARD_PORT", "http"),
        ("SLOTBOARD_BUILD", "/tmp/a folder"),
        ("SLOTBOARD_API_PROCESSES", "65"),
        ("SLOTBOARD_API_THREADS", "1000"),
        ("SLOTBOARD_LIVE_PROCESSES", "0"),
        ("SLOTBOARD_LIVE_HEARTBEAT", "61"),
        ("SLOTBOARD_LIVE_LIFETIME", "ten minutes"),
        ("SLOTBOARD_LIVE_DRAIN", "-1"),
        ("SLOTBOARD_SITE", "lessons.example"),
        ("SLOTBOARD_NGINX_WORKERS", "33"),
        ("SLOTBOARD_NGINX_KEEPALIVE", "17"),
        ("SLOTBOARD_LIMIT_READ", "1200"),
        ("SLOTBOARD_LIMIT_BULK", "5/0"),
        ("SLOTBOARD_LIMIT_ADDRESS_FACTOR", "0"),
        ("SLOTBOARD_EDGE_ADDRESS_REQUESTS", "many"),
        ("SLOTBOARD_EDGE_SCHOOL_REQUESTS", "-5"),
        ("SLOTBOARD_EDGE_ADDRESS_CONNECTIONS", "65536"),
        ("SLOTBOARD_DEFAULT_SCHOOL", "The Demo"),
        ("SLOTBOARD_REPLICA_URL", "nonsense"),
        ("SLOTBOARD_REPLICA_URL", "replica.test:5432"),
        ("SLOTBOARD_REPLICA_URL", "host='replica.test'"),
        ("SLOTBOARD_REPLICA_URL", "http://replica.test"),
        ("SLOTBOARD_LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_setting_is_refused_in_one_line(tmp_path: Path, name: str, value: str) -> None:
    home = tmp_path / "stack"
    answer = up(home, **{name: value})
    assert answer.returncode == 1
    [line] = answer.stderr.splitlines()
    about = {"SLOTBOARD_BUILD": "path", "SLOTBOARD_NGINX_WORKERS": "nginx workers"}.get(name, name)
    assert line.startswith("up: ") and about in line
    assert not home.exists()
