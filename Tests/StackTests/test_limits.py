"""How often a person, an account, an address and a school may ask, counted over all workers."""

import asyncio
import base64
import fcntl
import hashlib
import itertools
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest

from support import contract, parts, stack
from support.client import Answer, Client
from support.limits import HERE, full_at, made_up, use_some, use_up, use_up_all
from support.rush import Connection, Request, rush
from support.school import PASSWORD, Person, School, Teacher, new_account
from support.waiting import eventually

LIMITED = sorted(
    (method.upper(), path)
    for path, operations in contract.DOCUMENT["paths"].items()
    for method, operation in operations.items()
    # A stream has only the limit of sessions that nobody was given (test_own_events.py).
    if method != "parameters" and "429" in operation["responses"] and path != "/api/v1/events"
)
BODIES = {
    "/api/v1/accounts": new_account(),
    "/api/v1/session": {"email": "nobody@new.test", "password": PASSWORD},
}


def remaining(answer: Answer) -> int:
    return int(re.search(r"r=(\d+)", answer.headers["ratelimit"])[1])


@pytest.mark.parametrize("route", LIMITED, ids=" ".join)
def test_a_route_refuses_who_asks_too_often(school: School, route: tuple[str, str]) -> None:
    method, path = route
    person = school.teacher() if method == "PATCH" or path == "/api/v1/slots" else school.student()
    client = person.client()
    client.get("/api/v1/session")  # From here on the guard knows whose session it is.
    use_up_all(person)
    use_up(school, "sign-in-address", HERE)
    target = path.replace("{id}", "7") + ("?q=maths" if path == "/api/v1/teachers" else "")
    refused = client.request(method, target, BODIES.get(path))
    assert (refused.status, refused.problem) == (429, "too-many-requests")
    assert remaining(refused) == 0 and int(refused.headers["retry-after"]) >= 1
    assert f'"{refused["reason"]}";' in refused.headers["ratelimit-policy"]
    assert re.fullmatch(r"That was a little fast\. Try again in \d+ (seconds?|minutes?)\.", refused["detail"])


def test_sixty_four_clients_get_what_is_allowed_and_not_one_more(
    school: School, teacher: Teacher, student: Person
) -> None:
    slots = itertools.cycle(teacher.publish(8))
    tabs = [student, student.elsewhere()]
    for tab in tabs:
        tab.client().get("/api/v1/holds")

    async def client(number: int) -> list[Answer | None]:
        connection = await Connection().open()
        answers = [await connection.send(Request.booking(tabs[number % 2], next(slots))) for _ in range(2)]
        connection.close()
        return answers

    async def everybody() -> list[list[Answer | None]]:
        return await asyncio.gather(*(client(number) for number in range(64)))

    started = time.monotonic()
    seen = Counter(answer and answer.status for answers in asyncio.run(everybody()) for answer in answers)
    # Fifty at once, and meanwhile one more each 1.2 seconds.
    back = int((time.monotonic() - started) / 1.2)
    assert seen.total() == 128 and 50 <= 128 - seen[429] <= 50 + back + 1, seen


def test_a_classroom_shares_an_address_and_no_limit(school: School) -> None:
    first, second = (person.client() for person in school.students(2))
    person = second.get("/api/v1/session")["person"]["id"]
    first.get("/api/v1/session")
    use_up(school, "read-address", HERE)
    use_up(school, "read", f"person:{person}")
    assert school.visitor().get("/api/v1/session").status == 429
    assert second.get("/api/v1/holds").status == 429
    assert first.get("/api/v1/holds").status == 200


def test_who_asks_without_a_session_keeps_nobody_with_one_from_booking(school: School, teacher: Teacher) -> None:
    use_up(school, "booking-address", HERE)
    assert school.visitor().post("/api/v1/bookings", {"slot_id": 7}).status == 429
    # The guard has never heard of this session.
    assert school.student().client().book(teacher.publish()[0]).status == 201


def test_sessions_that_nobody_was_given_are_limited_before_postgresql_is_asked(school: School) -> None:
    use_up(school, "unknown-session", HERE)
    refused = made_up(school).get("/api/v1/session")
    assert (refused.status, refused["reason"], remaining(refused)) == (429, "unknown-session", 0)
    assert school.visitor().get("/api/v1/session").status == 200, "who names none is not meant"


def test_only_sessions_that_nobody_was_given_use_their_limit_up(school: School, student: Person) -> None:
    before = use_some(school, "unknown-session", HERE)
    assert student.client().get("/api/v1/session")["person"]
    assert full_at(school, "unknown-session", HERE) == before
    assert made_up(school).get("/api/v1/session")["person"] is None
    assert full_at(school, "unknown-session", HERE) > before


def test_what_is_left_is_told(student: Person) -> None:
    client = student.client()
    client.get("/api/v1/session")
    first, second = client.put("/api/v1/slots/7/hold"), client.put("/api/v1/slots/7/hold")
    assert first.status == 404 and first.headers["ratelimit-policy"] == '"write";q=200;w=60'
    assert remaining(first) - remaining(second) in (0, 1), "one in 0.3 seconds comes back"
    assert remaining(first) in (198, 199)


def test_a_school_is_limited_as_a_whole_but_for_its_boards(
    school: School, other_school: School, teacher: Teacher, student: Person
) -> None:
    student.client().get("/api/v1/session")
    use_up(school, "school", "everybody", 3600)
    refused = student.client().get("/api/v1/holds")
    assert (refused.status, refused["reason"]) == (429, "school")
    assert refused["detail"].startswith("This school is very busy right now.")
    assert teacher.board().status == 200
    assert school.visitor().get("/api/v1/teachers").status == 200
    assert other_school.student().client().get("/api/v1/holds").status == 200


def test_a_large_publication_is_counted_apart(teacher: Teacher, as_teacher: Client) -> None:
    as_teacher.get("/api/v1/session")
    use_up(teacher.school, "bulk", f"person:{teacher.id}", 1200)
    times = [
        {"date": str(teacher.tomorrow() + timedelta(days=day)), "time": f"{hour:02}:00", "minutes": 60, "capacity": 1}
        for day in range(21)
        for hour in range(8, 18)
    ]
    refused = as_teacher.publish(times[:201])
    assert (refused.status, refused["reason"]) == (429, "bulk")
    assert refused.headers["ratelimit-policy"] == '"bulk";q=5;w=600'
    assert as_teacher.publish(times[:200]).status == 201


# Signing in


def test_an_account_is_not_guessed_at(visitor: Client) -> None:
    """Ten wrong passwords a minute, be the account known or not."""
    account = new_account()
    visitor.post("/api/v1/accounts", account)
    for email in (account["email"], "nobody@new.test"):
        wrong, started, tries = {"email": email, "password": "wrong horse battery"}, time.monotonic(), 0
        while (answer := visitor.post("/api/v1/session", wrong)).status != 429:
            tries += 1
            assert (answer.status, answer.problem) == (401, "not-signed-in") and tries < 100
        # One comes back each six seconds; the sign-up was one of the first account's.
        assert 9 <= tries <= 10 + int((time.monotonic() - started) / 6) + 1
        assert 1 <= int(answer.headers["retry-after"]) <= 6 and answer["reason"] == "sign-in"


def test_the_right_password_is_not_tried_while_an_account_is_guessed_at(school: School) -> None:
    account = new_account()
    assert school.visitor().post("/api/v1/accounts", account).status == 201
    right = {"email": account["email"].upper(), "password": PASSWORD}
    assert school.visitor().post("/api/v1/session", right).status == 200
    use_up(school, "sign-in", account_of(account["email"]))
    assert school.visitor().post("/api/v1/session", right).status == 429
    assert school.visitor().post("/api/v1/accounts", new_account()).status == 201


def test_who_knows_the_password_is_not_guessing(school: School) -> None:
    """Eleven devices in a row, and fifty people of one address: the limits as they are shipped let them in."""
    account = new_account()
    school.visitor().post("/api/v1/accounts", account)
    bodies = [{"email": account["email"], "password": PASSWORD}] * 11
    bodies += [{"email": f"{number}@new.test", "password": PASSWORD} for number in range(39)]

    def sign_in(body: dict[str, object]) -> int:
        return school.visitor().post("/api/v1/session", body).status

    with ThreadPoolExecutor(4) as four:
        assert Counter(four.map(sign_in, bodies)) == {200: 11, 401: 39}


def test_who_cannot_be_signed_in_just_now_has_not_guessed(school: School) -> None:
    """As many tries as an account is allowed, while nobody gets to hash a password, use none of them up."""
    known, new = new_account(), new_account()
    assert school.visitor().post("/api/v1/accounts", known).status == 201
    tries = [("/api/v1/session", {"email": known["email"], "password": PASSWORD}), ("/api/v1/accounts", new)]

    def ask(this: tuple[str, dict[str, object]]) -> int:
        return school.visitor().post(*this).status

    # The sign-up above was one of the ten of the known account.
    with hashing_stopped(), ThreadPoolExecutor(19) as nineteen:
        assert Counter(nineteen.map(ask, [*tries * 9, tries[1]])) == {503: 19}
    assert [ask(this) for this in tries] == [200, 201]


@contextmanager
def hashing_stopped() -> Iterator[None]:
    """Takes both places where the machine hashes passwords."""
    with ExitStack() as places:
        for number in (1, 2):
            file = places.enter_context((stack.sockets() / f"hashing.{number}.lock").open("r+"))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def account_of(email: str) -> str:
    digest = hashlib.sha256(email.encode()).digest()
    return f"account:{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


# Without the guard


@pytest.mark.disruptive
def test_without_the_guard_each_process_counts_for_itself(school: School, teacher: Teacher) -> None:
    student, account = school.student(), new_account()
    school.visitor().post("/api/v1/accounts", account)
    processes = len(parts.workers("api"))
    parts.stop("guard")
    assert school.visitor().get("/health")["status"] == "degraded"
    searches = Counter(answer.status for answer in searches_at_once(student, 64))
    # Thirty a minute, in as many parts; some come back while they run.
    part = -(-30 // processes)
    assert searches[200] + searches[429] == 64 and part <= searches[200] <= processes * part + 6, searches
    assert student.client().book(teacher.publish()[0]).status == 201
    wrong = {"email": account["email"], "password": "wrong horse battery"}
    tried = Counter(school.visitor().post("/api/v1/session", wrong).status for _ in range(16))
    part = -(-10 // (2 * processes))
    assert part <= tried[401] <= processes * part + 3 and tried[429] == 16 - tried[401], "half as many as with it"

    parts.start("guard")
    eventually(lambda: school.visitor().get("/health")["status"] == "good", within=10)
    assert Counter(answer.status for answer in searches_at_once(school.student(), 20)) == {200: 20}


@pytest.mark.disruptive
def test_without_the_guard_too_made_up_sessions_are_limited(school: School) -> None:
    parts.stop("guard")
    # 4,000 a minute, in as many parts as there are processes.
    cookies = iter([made_up(school).cookie for _ in range(6000)])

    def ask_on() -> Counter[int]:
        client, seen = Client(school.host), Counter()
        for client.cookie in cookies:
            seen[client.get("/api/v1/holds").status] += 1
            if seen[429] > 20:
                break
        return seen

    with ThreadPoolExecutor(8) as eight:
        seen = sum((future.result() for future in [eight.submit(ask_on) for _ in range(8)]), Counter())
    assert seen.keys() == {401, 429} and seen[401] >= 2000, seen


@pytest.mark.disruptive
def test_a_guard_that_hangs_holds_nobody_up(student: Person) -> None:
    client = student.client()
    parts.signal_part("guard", "STOP")
    try:
        started = time.monotonic()
        for _ in range(80):
            assert client.get("/api/v1/holds").status == 200
        # If each of the 64 threads had to find out for itself, that alone would take 64 times 0.15 seconds.
        assert time.monotonic() - started < 7
    finally:
        parts.signal_part("guard", "CONT")


def searches_at_once(person: Person, count: int) -> list[Answer]:
    person.client().get("/api/v1/session")
    request = Request("GET", "/api/v1/teachers?q=maths", person.school.host, person.cookie)
    return [outcome.answer for outcome in rush([request] * count) if outcome.answer]
