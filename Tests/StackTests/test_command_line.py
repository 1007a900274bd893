"""The command line that people use: it does what it says, and bad input gets one clear line and changes nothing."""

import os
import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from support import redis, stack
from support.client import Client
from support.waiting import eventually


def program() -> Path:
    return Path(stack.setting("SLOTBOARD_BUILD")) / "release" / "slotboard"


def slotboard(*words: str, typed: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | variables
    return subprocess.run(
        [program(), *words], input=typed, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def slug() -> str:
    return f"cli-{uuid4().hex[:12]}"


def create_school(slug: str, zone: str = "Europe/Berlin") -> subprocess.CompletedProcess[str]:
    host = f"{slug}.test"
    return slotboard("school", "create", "--slug", slug, "--name", "A school", "--host", host, "--time-zone", zone)


def create_account(slug: str, email: str, *more: str, typed: str = "a long password\n"):
    words = ["--school", slug, "--email", email, "--name", "Ada", "--time-zone", "Europe/Berlin", "--password-stdin"]
    return slotboard("account", "create", *words, *more, typed=typed)


def test_the_doctor_finds_nothing_to_mend() -> None:
    answer = slotboard("doctor")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "FAIL" not in answer.stdout
    assert "ok   pg_stat_statements — counts " in answer.stdout


def test_the_doctor_warns_where_statements_are_not_counted() -> None:
    # No extension of Slotboard's is in the database postgres.
    elsewhere = stack.setting("SLOTBOARD_OWNER_DATABASE_URL") + " dbname=postgres"
    answer = slotboard("doctor", SLOTBOARD_OWNER_DATABASE_URL=elsewhere)
    assert "warn pg_stat_statements — the extension is not in this database — as a superuser: " in answer.stdout


def test_the_doctor_proves_the_rule_of_kept_connections() -> None:
    answer = slotboard("doctor", SLOTBOARD_NGINX_KEEPALIVE="64")
    assert answer.returncode != 0
    assert any("FAIL" in line and "keepalive" in line.lower() for line in answer.stdout.splitlines()), answer.stdout


def test_the_doctor_fails_where_the_guard_may_forget() -> None:
    assert redis.run("config set maxmemory-policy allkeys-lru", server="guard") == ["+OK"]
    try:
        answer = slotboard("doctor")
    finally:
        redis.run("config set maxmemory-policy noeviction", server="guard")
    assert answer.returncode == 1
    assert "FAIL guard — maxmemory-policy is allkeys-lru: " in answer.stdout
    assert "set it to noeviction" in answer.stdout


def test_the_doctor_judges_settings_without_a_stack(tmp_path: Path) -> None:
    away = {"SLOTBOARD_SOCKETS": str(tmp_path), "SLOTBOARD_OWNER_DATABASE_URL": f"host={tmp_path}"}
    assert slotboard("doctor", "--settings", **away).returncode == 0
    # The form of a connection string, and no word that libpq knows.
    answer = slotboard("doctor", "--settings", **away, SLOTBOARD_REPLICA_URL="hots=replica.test password=secret")
    assert answer.returncode == 1
    assert "FAIL configuration — SLOTBOARD_REPLICA_URL must be a libpq connection string — " in answer.stdout
    assert "secret" not in answer.stdout + answer.stderr


def test_integrity_says_clean_and_names_what_is_not(owner: psycopg.Connection) -> None:
    assert slotboard("integrity").returncode == 0
    # A counter that tells another story than the bookings: what no function would write.
    with stack.superuser() as connection, connection.transaction():
        (slot,) = connection.execute(
            "select id from slot where withdrawn_at is null and seats_held + seats_booked < capacity limit 1"
        ).fetchone()
        connection.execute("update slot set seats_booked = seats_booked + 1 where id = %s", (slot,))
    try:
        answer = slotboard("integrity")
        assert answer.returncode == 1
        assert "seats" in answer.stdout + answer.stderr
    finally:
        owner.execute("update slot set seats_booked = seats_booked - 1 where id = %s", (slot,))
    assert slotboard("integrity").returncode == 0


def test_a_school_and_an_account_are_made_and_the_account_signs_in(slug: str) -> None:
    assert create_school(slug).returncode == 0
    answer = create_account(slug, f"ada@{slug}.test", "--role", "student")
    assert answer.returncode == 0, answer.stderr
    visitor = Client(host=f"{slug}.test")
    signed_in = visitor.post("/api/v1/session", {"email": f"ada@{slug}.test", "password": "a long password"})
    assert signed_in.status == 200
    assert signed_in.json["person"]["roles"] == ["student"]


def test_a_slug_is_taken_once(slug: str) -> None:
    assert create_school(slug).returncode == 0
    again = create_school(slug)
    assert again.returncode == 1
    assert len(again.stderr.strip().splitlines()) == 1


def test_a_zone_that_nobody_knows_is_refused(slug: str, owner: psycopg.Connection) -> None:
    answer = create_school(slug, "Europe/Nowhere")
    assert answer.returncode != 0
    assert "time zone" in answer.stderr
    assert not owner.execute("select from school where slug = %s", (slug,)).fetchall()


@pytest.mark.parametrize("email", ["", "ada", "ada@", "@b", "a da@b.test"])
def test_an_address_that_is_none_is_refused(slug: str, email: str, owner: psycopg.Connection) -> None:
    create_school(slug)
    assert create_account(slug, email, "--role", "student").returncode != 0
    assert not owner.execute(
        "select from person p join school s on s.id = p.school_id where s.slug = %s", (slug,)
    ).fetchall()


def test_a_password_never_stands_on_the_command_line(slug: str) -> None:
    assert slotboard("account", "create", "--password", "secret").returncode == 64


def test_without_a_stack_it_says_so(tmp_path: Path) -> None:
    answer = slotboard(
        "integrity", SLOTBOARD_OWNER_DATABASE_URL=f"host={tmp_path} dbname=slotboard user=slotboard_owner"
    )
    assert answer.returncode == 1
    assert answer.stderr.strip()


def test_loading_the_demo_again_changes_nothing(owner: psycopg.Connection) -> None:
    # Where a teacher's day has begun meanwhile, one more is loaded at the far end.
    far_end = datetime.now(UTC) + timedelta(days=34)

    def counts() -> tuple:
        return owner.execute(
            "select (select count(*) from slot where lower(during) < %(end)s),"
            " (select count(*) from booking where lower(during) < %(end)s), (select count(*) from person)",
            {"end": far_end},
        ).fetchone()

    before = counts()
    assert slotboard("demo", "load").returncode == 0
    assert counts() == before


def test_demo_play_moves_the_boards_and_gives_everything_back(owner: psycopg.Connection) -> None:
    def taken() -> tuple:
        return owner.execute(
            """
            with player as (
                select id from person where email ~ '^student([6-9]|1[0-9]|2[0-5])@demo.test$'
            )
            select (select count(*) from booking where student_id in (select id from player) and cancelled_at is null),
                   (select count(*) from hold where student_id in (select id from player))
            """
        ).fetchone()

    def moves() -> int:
        return owner.execute("select sum(version)::int from board").fetchone()[0]

    before, still = taken(), moves()
    play = subprocess.Popen([program(), "demo", "play"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        eventually(lambda: moves() > still + 3, within=60)
        play.send_signal(signal.SIGINT)
        assert play.wait(timeout=60) == 0, play.stderr.read()
    finally:
        play.kill()
        play.communicate()
    assert taken() == before
