"""The clients of the load programs, built as these build them."""

import os
import subprocess
from pathlib import Path

from support import stack

ROOT = Path(__file__).parents[2]
NAMES = ("SLOTBOARD_STREAM_CLIENTS", "SLOTBOARD_REQUEST_CLIENTS")


def build() -> dict[str, str]:
    """The variables that name them."""
    names = " ".join(f"${name}" for name in NAMES)
    script = f". ops/shell/messages.sh; . ops/shell/build.sh; build_load_clients; echo {names}"
    known = {**os.environ, "SLOTBOARD_ROOT": str(ROOT), "SLOTBOARD_BUILD": stack.setting("SLOTBOARD_BUILD")}
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(zip(NAMES, done.stdout.split(), strict=True))
