"""A person's own topic: whoever a change is about is told, nobody else, and never longer than the session lives."""

import secrets
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from support import parts, redis, stack
from support.client import Client
from support.limits import HERE, full_at, made_up, use_some, use_up
from support.school import Person, School, Teacher
from support.stream import Stream
from support.waiting import eventually

# A heartbeat round of the stack under test, and some seconds for a busy machine.
ROUND = int(stack.setting("SLOTBOARD_LIVE_HEARTBEAT")) + 5
BOTH = {"bookings", "holds"}


@contextmanager
def own(person: Person, *others: str) -> Iterator[Stream]:
    """An open stream with the person's own topic."""
    with Stream(person.school.host, "&".join(["mine=1", *others]), cookie=person.cookie) as stream:
        assert stream.status == 200
        stream.wait_for("heartbeat")
        yield stream


def told(stream: Stream) -> set[str]:
    return {kind for event in stream.named("mine") for kind in event.data["changed"]}


def channel(person: Person) -> str:
    return f"slotboard:{{{person.school.id}:person:{person.id}}}:mine"


# Who is told


@dataclass
class Scene:
    """Two teachers with two times each, two students; the first of each act, the others mind their own business."""

    school: School
    teacher: Teacher
    elsewhere: Teacher
    ann: Person
    ben: Person
    slots: list[int]
    later: list[int]

    @property
    def people(self) -> dict[str, Person]:
        return {"teacher": self.teacher, "elsewhere": self.elsewhere, "ann": self.ann, "ben": self.ben}


def published(teacher: Teacher, days: int, capacity: int) -> list[int]:
    """Two times so many days from tomorrow, made through the API: the relay has nothing to tell of them."""
    date = str(teacher.tomorrow() + timedelta(days=days))
    times = [{"date": date, "time": time, "minutes": 60, "capacity": capacity} for time in ("09:00", "11:00")]
    return [slot["id"] for slot in teacher.client().publish(times)["slots"]]


@pytest.fixture
def scene(school: School, teacher: Teacher) -> Scene:
    elsewhere = school.teacher()
    ann, ben = school.student(), school.student()
    return Scene(school, teacher, elsewhere, ann, ben, published(teacher, 0, 2), published(elsewhere, 1, 1))


# What happens, and who is told of what. Up to the `yield` it is prepared; behind it, with all streams open, it happens.
Act = Callable[[Scene], Iterator[None]]
ACTS: list[tuple[Act, dict[str, set[str]]]] = []


def tells(**expected: set[str]) -> Callable[[Act], Act]:
    def note(act: Act) -> Act:
        ACTS.append((act, expected))
        return act

    return note


@tells(ann={"holds"}, teacher={"holds"})
def a_hold(s: Scene) -> Iterator[None]:
    yield
    assert s.ann.client().hold(s.slots[0]).status == 200


@tells(ann={"holds"}, teacher={"holds"}, elsewhere={"holds"})
def another_hold_which_lets_the_first_one_go(s: Scene) -> Iterator[None]:
    s.ann.client().hold(s.slots[0])
    yield
    assert s.ann.client().hold(s.later[0]).status == 200


@tells(ann={"holds"}, teacher={"holds"})
def a_hold_let_go(s: Scene) -> Iterator[None]:
    s.ann.client().hold(s.slots[0])
    yield
    assert s.ann.client().let_go(s.slots[0]).status == 204


@tells(ann={"bookings"}, teacher={"bookings"})
def a_booking(s: Scene) -> Iterator[None]:
    yield
    assert s.ann.client().book(s.slots[0]).status == 201


@tells(ann=BOTH, teacher=BOTH)
def a_booking_of_what_was_held(s: Scene) -> Iterator[None]:
    s.ann.client().hold(s.slots[0])
    yield
    assert s.ann.client().book(s.slots[0]).status == 201


@tells(ann={"bookings"}, teacher={"bookings"})
def a_cancellation_by_the_student(s: Scene) -> Iterator[None]:
    booking = s.ann.client().book(s.slots[0])["id"]
    yield
    assert s.ann.client().cancel(booking).status == 200


@tells(ann={"bookings"}, teacher={"bookings"})
def a_cancellation_by_the_teacher(s: Scene) -> Iterator[None]:
    booking = s.ann.client().book(s.slots[0])["id"]
    yield
    assert s.teacher.client().cancel(booking).status == 200


@tells(ann={"bookings"}, teacher={"bookings"}, elsewhere={"bookings"})
def a_move_to_another_teacher(s: Scene) -> Iterator[None]:
    booking = s.ann.client().book(s.slots[0])["id"]
    yield
    assert s.ann.client().move(booking, s.later[0]).status == 200


@tells(ann={"bookings"}, teacher={"bookings"})
def another_place_of_a_booked_time(s: Scene) -> Iterator[None]:
    s.ann.client().book(s.slots[0])
    yield
    assert s.teacher.client().patch(f"/api/v1/slots/{s.slots[0]}", {"place": "Room 2"}).status == 200


@tells(ann={"bookings"}, ben={"bookings"}, teacher={"bookings"})
def more_seats_on_a_time_that_two_have_booked(s: Scene) -> Iterator[None]:
    for person in (s.ann, s.ben):
        person.client().book(s.slots[0])
    yield
    assert s.teacher.client().patch(f"/api/v1/slots/{s.slots[0]}", {"capacity": 5}).status == 200


@tells(ann={"holds"}, teacher={"holds"})
def a_held_time_withdrawn(s: Scene) -> Iterator[None]:
    s.ann.client().hold(s.slots[0])
    yield
    assert s.teacher.client().delete(f"/api/v1/slots/{s.slots[0]}").status == 204


# What the lost booking was about shows in the student's bookings; its teacher is told to ask for all.
@tells(ann={"bookings"}, teacher=BOTH)
def a_booking_whose_word_was_lost(s: Scene) -> Iterator[None]:
    yield
    s.school.owner.execute(
        "select outcome from book_slot(%s::bigint, %s::bigint, %s::bigint, null, %s::text, %s::bytea)",
        (s.school.id, s.ann.id, s.slots[0], secrets.token_hex(8), secrets.token_bytes(32)),
    )


@tells(ann={"holds"}, teacher={"holds"})
def a_hold_that_runs_out_and_is_swept(s: Scene) -> Iterator[None]:
    s.ann.client().hold(s.slots[0])
    yield
    s.school.owner.execute(
        "with due as (update hold set expires_at = now() - interval '1 second' where student_id = %s returning slot_id)"
        " update slot set held_until = now() - interval '1 second' where id = (select slot_id from due)",
        (s.ann.id,),
    )


@pytest.mark.parametrize(("act", "expected"), ACTS, ids=[act.__name__ for act, _ in ACTS])
def test_whoever_it_is_about_is_told_and_nobody_else(scene: Scene, act: Act, expected: dict[str, set[str]]) -> None:
    happening = act(scene)
    next(happening)
    with ExitStack() as opened:
        streams = {who: opened.enter_context(own(person)) for who, person in scene.people.items()}
        next(happening, None)
        for who, kinds in expected.items():
            eventually(lambda who=who, kinds=kinds: kinds <= told(streams[who]))
        # What was told with it has come to all by now; the end of the session is the last thing that anybody hears.
        for who, person in scene.people.items():
            person.client().delete("/api/v1/session")
            streams[who].wait_for("signed-out")
        assert {who: told(stream) for who, stream in streams.items() if told(stream)} == expected


def test_refused_and_repeated_wishes_tell_nobody(scene: Scene) -> None:
    key = secrets.token_hex(8)
    scene.ann.client().book(scene.later[0], key)
    with own(scene.ann) as ann, own(scene.ben) as ben, own(scene.elsewhere) as teacher:
        assert scene.ann.client().book(scene.later[0], key).headers["idempotency-replayed"] == "true"
        assert scene.ben.client().book(scene.later[0]).status == 409
        assert scene.ben.client().let_go(scene.later[0]).status == 204
        for person, stream in ((scene.ann, ann), (scene.ben, ben), (scene.elsewhere, teacher)):
            person.client().delete("/api/v1/session")
            stream.wait_for("signed-out")
            assert not told(stream)


# What a stream is like


def test_boards_and_ones_own_share_a_stream(scene: Scene) -> None:
    version = scene.teacher.board()["version"]
    with own(scene.ann, f"teacher={scene.teacher.teacher_id}&since={version}") as stream:
        assert stream.named("heartbeat")[0].data["versions"] == {str(scene.teacher.teacher_id): version}
        scene.ann.client().book(scene.slots[0])
        stream.wait_for_slot(scene.slots[0])
        hint = stream.wait_for("mine")
        assert hint.id is None and hint.data == {"changed": ["bookings"]}


def test_alone_it_has_heartbeats_without_versions(student: Person) -> None:
    with own(student) as stream:
        assert stream.named("heartbeat")[0].data["versions"] == {}
        assert "no-store" in stream.headers["cache-control"]


def test_who_did_not_ask_for_it_is_not_told(scene: Scene) -> None:
    query = f"teacher={scene.teacher.teacher_id}"
    with Stream(scene.school.host, query, cookie=scene.ann.cookie) as stream, own(scene.ann) as asked:
        stream.wait_for("heartbeat")
        scene.ann.client().book(scene.slots[0])
        asked.wait_for("mine")
        stream.wait_for_slot(scene.slots[0])
        assert not told(stream)


def test_hints_that_come_close_together_are_one(student: Person) -> None:
    with own(student) as stream:
        words = ["changed bookings", "changed holds", "changed bookings"]
        assert redis.run(*(f'publish {channel(student)} "{word}"' for word in words)) == [":1"] * 3
        stream.wait_for("mine")
        student.client().delete("/api/v1/session")
        stream.wait_for("signed-out")
        assert [event.data for event in stream.named("mine")] == [{"changed": ["bookings", "holds"]}]


def test_a_person_is_listened_for_only_while_somebody_watches(student: Person) -> None:
    with own(student), own(student):
        assert redis.watched(channel(student).replace("{", "[{]")) == {channel(student)}
    eventually(lambda: not redis.watched(channel(student)), within=ROUND, every=0.2)


@pytest.mark.parametrize("value", ["", "0", "2", "true", "1%00"])
def test_another_value_is_refused(student: Person, value: str) -> None:
    answer = student.client().get(f"/api/v1/events?mine={value}")
    assert (answer.status, answer.problem) == (400, "bad-request")


# As long as the session lives


def refusal(host: str, cookie: str | None) -> tuple[int, str]:
    answer = Client(host, cookie).get("/api/v1/events?mine=1")
    return answer.status, answer.problem


def test_sessions_that_nobody_was_given_are_limited(school: School, student: Person) -> None:
    before = use_some(school, "unknown-session", HERE)
    with own(student):
        assert full_at(school, "unknown-session", HERE) == before
    assert refusal(school.host, made_up(school).cookie) == (401, "not-signed-in")
    assert full_at(school, "unknown-session", HERE) > before

    use_up(school, "unknown-session", HERE)
    refused = made_up(school).get("/api/v1/events?mine=1")
    assert (refused.status, refused["reason"]) == (429, "unknown-session")
    assert int(refused.headers["retry-after"]) >= 1


def test_without_a_live_session_there_is_no_stream(school: School, other_school: School, student: Person) -> None:
    expired, ended = student.elsewhere(seconds=-1), student.elsewhere()
    ended.end_session()
    for cookie in (None, "slotboard=", "slotboard=x", f"slotboard={'A' * 43}", expired.cookie, ended.cookie):
        assert refusal(school.host, cookie) == (401, "not-signed-in"), cookie
    assert refusal(other_school.host, student.cookie) == (401, "not-signed-in")


def test_signing_out_ends_the_streams_of_that_session_alone(student: Person) -> None:
    elsewhere = student.elsewhere()
    with own(student) as one, own(student) as two, own(elsewhere) as other:
        student.client().delete("/api/v1/session")
        for stream in (one, two):
            assert stream.wait_for("signed-out", within=2).data == {}
            assert stream.ended.wait(2), "the stream ends after it"
        redis.run(f'publish {channel(student)} "changed holds"')
        other.wait_for("mine")
        assert not other.named("signed-out") and not other.ended.is_set()
    assert refusal(student.school.host, student.cookie) == (401, "not-signed-in")


def test_a_session_that_runs_out_ends_its_stream(student: Person) -> None:
    brief = student.elsewhere(seconds=3)
    opened = time.monotonic()
    with own(student) as lasting, own(brief) as stream:
        event = stream.wait_for("signed-out", within=10)
        assert 1 < event.at - opened < 8
        assert stream.ended.wait(2)
        assert not lasting.named("signed-out")
    assert refusal(student.school.host, brief.cookie) == (401, "not-signed-in")


def test_an_end_whose_word_was_lost_is_noticed_within_a_round(student: Person) -> None:
    other = student.elsewhere()
    with own(student) as stream, own(other) as lasting:
        student.end_session()
        stream.wait_for("signed-out", within=ROUND)
        assert not lasting.named("signed-out")


def test_a_block_whose_word_was_lost_is_noticed_within_a_round(student: Person) -> None:
    with own(student) as stream:
        student.school.owner.execute("update person set blocked_at = now() where id = %s", (student.id,))
        stream.wait_for("signed-out", within=ROUND)


# Blocking


def account(command: str, person: Person, email: str | None = None) -> subprocess.CompletedProcess[str]:
    program = f"{stack.setting('SLOTBOARD_BUILD')}/release/slotboard"
    words = [program, "account", command, "--school", person.school.slug, email or person.email]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)


def is_signed_in(person: Person) -> bool:
    return person.client().get("/api/v1/session")["person"] is not None


def test_blocking_signs_out_everywhere_at_once(student: Person) -> None:
    elsewhere, other = student.elsewhere(), student.school.student()
    assert is_signed_in(student) and is_signed_in(elsewhere)  # Both are in the cache now.
    with own(student) as one, own(elsewhere) as two, own(other) as lasting:
        answer = account("block", student, student.email.upper())
        assert answer.returncode == 0, answer.stderr
        for stream in (one, two):
            stream.wait_for("signed-out", within=2)
            assert stream.ended.wait(2)
        assert not lasting.named("signed-out")
    assert not is_signed_in(student) and not is_signed_in(elsewhere)
    assert refusal(student.school.host, student.cookie) == (401, "not-signed-in")
    assert account("block", student).returncode == 0, "again it does no harm"


def test_unblocking_brings_no_session_back(student: Person) -> None:
    assert account("block", student).returncode == 0
    slipped_in = student.elsewhere()
    assert not is_signed_in(slipped_in)
    assert account("unblock", student).returncode == 0
    assert not is_signed_in(student) and not is_signed_in(slipped_in)
    assert is_signed_in(student.elsewhere())


def test_unblocking_somebody_who_is_not_blocked_ends_nothing(student: Person) -> None:
    assert account("unblock", student).returncode == 0
    assert is_signed_in(student)


def test_somebody_unknown_cannot_be_blocked(student: Person) -> None:
    answer = account("block", student, "nobody@nowhere.test")
    assert answer.returncode == 1 and len(answer.stderr.strip().splitlines()) == 1


# When parts fail


@pytest.mark.disruptive
def test_an_emptied_redis_changes_nothing(scene: Scene) -> None:
    with own(scene.ann) as stream:
        redis.run("flushall")
        scene.ann.client().book(scene.slots[0])
        stream.wait_for("mine")
        scene.ann.client().delete("/api/v1/session")
        stream.wait_for("signed-out", within=2)


@pytest.mark.disruptive
def test_without_redis_an_end_is_noticed_and_afterwards_everybody_asks_again(scene: Scene) -> None:
    with own(scene.ann) as ann, own(scene.ben) as ben:
        parts.stop("redis")
        assert scene.ann.client().delete("/api/v1/session").status == 204
        ann.wait_for("signed-out", within=8)
        assert refusal(scene.school.host, scene.ann.cookie) == (401, "not-signed-in")
        with own(scene.ben) as late:
            parts.start("redis")
            for stream in (ben, late):
                stream.wait_for("mine", 20, lambda data: set(data["changed"]) == BOTH)
            scene.ben.client().book(scene.slots[0])
            for stream in (ben, late):
                stream.wait_for("mine", 5, lambda data: data["changed"] == ["bookings"])
            assert not ben.named("signed-out") and not late.named("signed-out")


@pytest.mark.disruptive
def test_a_killed_redis_is_listened_to_again(scene: Scene) -> None:
    with own(scene.ann) as stream:
        parts.stop("redis")
        parts.start("redis")
        stream.wait_for("mine", 20)
        scene.ann.client().delete("/api/v1/session")
        stream.wait_for("signed-out", within=ROUND)


@pytest.mark.disruptive
def test_streams_outlast_postgresql(scene: Scene) -> None:
    with own(scene.ann) as ann:
        parts.stop("pgbouncer")
        redis.run(f'publish {channel(scene.ann)} "changed holds"')
        ann.wait_for("mine")
        parts.start("pgbouncer")
        eventually(parts.is_healthy, within=30, every=0.1)
        scene.ann.end_session()
        ann.wait_for("signed-out", within=ROUND * 2)
