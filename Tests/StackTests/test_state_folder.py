"""What a stack has besides its state folder: nginx's cache in memory, and processes. Lost, the cache comes back; with the
folder deleted or moved, `bin/down` finds both."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import pytest

from support import parts, stack
from support.client import Client
from support.school import Teacher
from support.waiting import eventually

ROOT = Path(__file__).parents[2]
MEMORY = Path("/dev/shm")


def chosen(home: Path, user: str) -> Path:
    """Where the cache of a stack in this folder lies, whose servers run as this user."""
    script = """
        for part in messages settings cache; do source "$1/ops/shell/$part.sh"; done
        settle_home
        settle_edge_cache
        echo "$EDGE_CACHE"
    """
    settings = {"PATH": os.environ["PATH"], "SLOTBOARD_HOME": str(home), "SERVICE": user}
    command = ["bash", "-euc", script, "bash", ROOT]
    return Path(subprocess.run(command, env=settings, capture_output=True, text=True, check=True).stdout.strip())


def down(home: Path) -> None:
    subprocess.run([ROOT / "bin" / "down"], env=os.environ | {"SLOTBOARD_HOME": str(home)}, check=True, timeout=60)


@pytest.fixture
def lent(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, as a stack in `tmp_path` that does not run has left it."""
    folder = chosen(tmp_path, "root")
    folder.mkdir(mode=0o700)
    (folder / "answer").write_text("a board")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("user", ["root", "postgres"])
def test_for_a_system_user_the_cache_lies_in_memory(tmp_path: Path, user: str) -> None:
    assert chosen(tmp_path, user).parent == MEMORY


def test_for_an_ordinary_user_it_lies_in_the_state_folder(tmp_path: Path) -> None:
    # Debian's nobody is no system user by its id, 65534.
    assert chosen(tmp_path, "nobody") == tmp_path / "nginx" / "cache"


def test_by_whichever_link_a_state_folder_is_named_the_cache_is_one(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "link").symlink_to("home")
    assert chosen(tmp_path / "link", "root") == chosen(tmp_path / "home", "root")


def test_the_memory_is_given_back_where_the_state_folder_was_deleted(tmp_path: Path, lent: Path) -> None:
    tmp_path.rmdir()
    down(tmp_path)
    assert not lent.exists() and not tmp_path.exists()


def test_the_memory_is_given_back_where_the_state_folder_was_moved(tmp_path: Path, lent: Path) -> None:
    moved = tmp_path / "moved"
    (moved / "nginx").mkdir(parents=True)
    (moved / "nginx" / "cache").symlink_to(lent)
    down(moved)
    assert not lent.exists() and not (moved / "nginx" / "cache").is_symlink()


def test_what_no_stack_has_made_is_not_deleted(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (tmp_path / "nginx").mkdir()
    (tmp_path / "nginx" / "cache").symlink_to(kept)
    down(tmp_path)
    assert kept.is_dir()


def test_a_stack_whose_state_folder_was_deleted_is_stopped(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    # By this name a supervisor is known; all that it does here is to be there.
    program = shutil.copy(shutil.which("sleep"), tmp_path / "supervisord")
    with subprocess.Popen([program, "600"], cwd=home, start_new_session=True) as supervisor:
        try:
            home.rmdir()
            down(home)
            assert supervisor.wait(10) == -signal.SIGTERM
        finally:
            supervisor.kill()


@pytest.mark.disruptive
def test_where_the_folder_is_lost_nginx_makes_it_anew_when_it_starts(teacher: Teacher) -> None:
    place = stack.home() / "nginx" / "cache"
    folder, before = place.resolve(), parts.process("nginx")
    shutil.rmtree(folder)
    os.kill(before, signal.SIGTERM)
    assert eventually(lambda: serves(teacher) and parts.process("nginx") != before, within=30)
    assert place.resolve() == folder and folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.disruptive
def test_where_somebody_else_has_taken_its_name_the_cache_is_on_the_disk(teacher: Teacher) -> None:
    place = stack.home() / "nginx" / "cache"
    if os.geteuid() != 0 or not place.is_symlink():
        pytest.skip("only root can leave a folder that is not the servers'")
    folder, owner, before = place.resolve(), place.stat(), parts.process("nginx")
    shutil.rmtree(folder)
    folder.mkdir(mode=0o777)
    os.kill(before, signal.SIGTERM)
    try:
        assert eventually(lambda: serves(teacher) and parts.process("nginx") != before, within=30)
        assert place.is_dir() and not place.is_symlink() and not any(folder.iterdir())
    finally:
        # As bin/up would: nginx finds its folder again at its next start.
        shutil.rmtree(place)
        place.symlink_to(folder)
        os.chown(folder, owner.st_uid, owner.st_gid)
        folder.chmod(0o700)
        parts.stop("nginx")
        parts.start("nginx")


def serves(teacher: Teacher) -> bool:
    """Whether a visitor is shown a teacher whom no cache has."""
    visitor = Client(teacher.school.host, timeout=3, through_edge=True)
    try:
        return visitor.get(f"/api/v1/teachers/{teacher.teacher_id}").status == 200
    except (OSError, HTTPException):
        return False
