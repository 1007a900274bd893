"""Whatever is sent: an answer with a stable type, never a 5xx, never a hanging thread, and the next one is served."""

import json
import socket
import time
from datetime import date

import pytest

from support import stack
from support.client import Client, new_key
from support.school import Person, School, Teacher

BROKEN_JSON = {
    "nothing": b"",
    "a blank": b" ",
    "half an object": b'{"slot_id": 1',
    "two objects": b'{"slot_id": 1}{"slot_id": 2}',
    "a list": b"[]",
    "a text": b'"slot_id"',
    "null": b"null",
    "a number": b"7",
    "no UTF-8": b'{"slot_id": "\xff\xfe"}',
    "half a surrogate": b'{"slot_id": "\\ud800"}',
    "a comment": b'{"slot_id": 1 /* one */}',
    "single quotes": b"{'slot_id': 1}",
    "not a number": b'{"slot_id": NaN}',
    "a deep nest": b'{"slot_id":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "deep objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "zeros": b"\x00" * 100,
    "a form": b"slot_id=1&note=x",
}

WRONG_TYPES = [
    {"slot_id": "7"},
    {"slot_id": None},
    {"slot_id": 0},
    {"slot_id": -1},
    {"slot_id": 1.5},
    {"slot_id": 2**53},
    {"slot_id": 10**30},
    {"slot_id": True},
    {"slot_id": [1]},
    {"slot_id": {}},
    {"slot_id": 1, "note": 7},
    {"slot_id": 1, "note": ["x"]},
    {"slot_id": 1, "note": "cut\u0000here"},
    {"slot_id": 1, "note": "x" * 50_000},
    {"slot_id": 1, "school_id": 1},
    {"note": "no slot"},
    {"slot_id\u0000": 1},
    {},
]

WRITES = [
    ("POST", "/api/v1/accounts"),
    ("POST", "/api/v1/session"),
    ("POST", "/api/v1/bookings"),
    ("PUT", "/api/v1/bookings/{booking}/cancellation"),
    ("PUT", "/api/v1/bookings/{booking}/slot"),
    ("POST", "/api/v1/slots"),
    ("PATCH", "/api/v1/slots/{slot}"),
    ("PATCH", "/api/v1/teachers/{teacher}"),
]


def served_next(client: Client) -> bool:
    """The connection that carried the bad request carries a good one, or is closed and a new one does."""
    return client.get("/api/v1/session").status == 200


@pytest.mark.parametrize("content", BROKEN_JSON.values(), ids=BROKEN_JSON.keys())
@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_body_that_is_no_json_object(
    teacher: Teacher, student: Person, method: str, path: str, content: bytes
) -> None:
    slot, booked = teacher.publish(2)
    booking = student.client().book(booked)["id"]
    person = teacher if path.startswith(("/api/v1/teachers", "/api/v1/slots")) else student
    client = person.client()
    target = path.format(teacher=teacher.teacher_id, slot=slot, booking=booking)
    answer = client.request(method, target, raw=content, headers={"Idempotency-Key": new_key()})
    if path.endswith("/cancellation") and not content:
        assert answer.status == 200, "a cancellation needs no body"
    else:
        assert (answer.status, answer.problem) == (400, "bad-request")
    assert served_next(client)


@pytest.mark.parametrize("body", WRONG_TYPES, ids=lambda body: json.dumps(body)[:40])
def test_a_booking_of_wrong_types(as_student: Client, body: object) -> None:
    answer = as_student.post("/api/v1/bookings", body, {"Idempotency-Key": new_key()})
    assert (answer.status, answer.problem) == (400, "bad-request")
    assert answer["errors"]
    assert served_next(as_student)


def test_an_integer_as_a_fraction_is_refused(teacher: Teacher, as_student: Client) -> None:
    (slot,) = teacher.publish()
    for content in (f'{{"slot_id": {slot}.5}}', f'{{"slot_id": {slot}e400}}'):
        answer = as_student.request(
            "POST", "/api/v1/bookings", raw=content.encode(), headers={"Idempotency-Key": new_key()}
        )
        assert answer.status == 400, content


@pytest.mark.parametrize(
    "id", ["9007199254740991", "9007199254740992", "0", "-1", "1e3", "0x7", "%31", "7 ", "a" * 3000]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/teachers/{}"),
        ("GET", "/api/v1/teachers/{}/slots?from=" + str(date.today())),
        ("PUT", "/api/v1/slots/{}/hold"),
        ("DELETE", "/api/v1/slots/{}/hold"),
        ("GET", "/api/v1/bookings/{}"),
        ("PUT", "/api/v1/bookings/{}/cancellation"),
    ],
)
def test_an_unknown_id(as_student: Client, method: str, path: str, id: str) -> None:
    answer = as_student.request(method, path.format(id.replace(" ", "%20")))
    if method == "DELETE" and answer.status == 204:
        return  # There was no hold to let go.
    assert answer.status in (400, 404) and answer.problem in ("not-found", "bad-request")
    assert served_next(as_student)


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/nothing",
        "/api/v2/teachers",
        "/api/v1/teachers/",
        "/api/v1//teachers",
        "/api/v1/%2e%2e/x",
    ],
)
def test_an_unknown_path_is_a_problem_too(visitor: Client, path: str) -> None:
    assert visitor.get(path).problem == "not-found"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X" * 40])
def test_a_method_a_path_does_not_have(visitor: Client, method: str) -> None:
    answer = visitor.request(method, "/api/v1/teachers")
    assert answer.status in (400, 404, 405)
    assert served_next(visitor)


def test_a_body_of_a_megabyte_is_too_large(as_student: Client) -> None:
    for path in ("/api/v1/bookings", "/api/v1/accounts", "/api/v1/session"):
        body = {"slot_id": 1, "note": "x" * 1_000_000}
        try:
            answer = as_student.post(path, body, {"Idempotency-Key": new_key()})
            assert (answer.status, answer.problem) == (413, "too-large")
        except (BrokenPipeError, ConnectionResetError):
            pass  # nginx closed while the rest was still being sent; the raw test below reads its answer.
        assert served_next(as_student)


def test_a_large_body_where_none_is_expected_harms_nobody(as_student: Client, teacher: Teacher) -> None:
    (slot,) = teacher.publish()
    for _ in range(3):
        answer = as_student.request("PUT", f"/api/v1/slots/{slot}/hold", raw=b"x" * 300_000)
        assert answer.status in (200, 400)
        assert served_next(as_student)
        assert as_student.request("GET", "/api/v1/holds", raw=b"x" * 300_000).status in (200, 400)
        assert served_next(as_student)


# Over a raw socket, where http.client would be too polite


def raw(*parts: bytes, pause: float = 0, silence: float = 10) -> bytes:
    """Sends the parts over one connection and gives what comes back, until the server closes or is silent so long."""
    with socket.create_connection(stack.address(), timeout=silence) as connection:
        received = b""
        try:
            for part in parts:
                connection.sendall(part)
                time.sleep(pause)
        except OSError:
            pass  # The server has heard enough; its answer may be there already.
        try:
            while part := connection.recv(65536):
                received += part
        except (ConnectionResetError, TimeoutError):
            pass
        return received


def statuses(received: bytes) -> list[int]:
    return [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]


def head(method: str, target: str, host: str, *lines: str) -> bytes:
    return "\r\n".join([f"{method} {target} HTTP/1.1", f"Host: {host}", *lines, "", ""]).encode("latin-1")


def post(person: Person, length: int | str, *more: str) -> bytes:
    return head(
        "POST",
        "/api/v1/bookings",
        person.school.host,
        f"Cookie: {person.cookie}",
        f"Idempotency-Key: {new_key()}",
        "Content-Type: application/json",
        f"Content-Length: {length}",
        *more,
    )


def read_session(person: Person) -> bytes:
    return head("GET", "/api/v1/session", person.school.host, f"Cookie: {person.cookie}", "Connection: close")


def test_the_next_request_on_the_same_connection_is_served(student: Person) -> None:
    received = raw(post(student, 7) + b"{broken", post(student, 2) + b"[]", read_session(student))
    assert statuses(received) == [400, 400, 200]
    assert student.email.encode() in received


def test_a_body_that_is_cut_off_ends_and_holds_nobody_up(school: School, teacher: Teacher, student: Person) -> None:
    (slot,) = teacher.publish()
    started = time.monotonic()
    for _ in range(80):
        with socket.create_connection(stack.address(), timeout=5) as connection:
            connection.sendall(post(student, 500) + b'{"slot_id": %d' % slot)
    assert student.client().get("/api/v1/session").status == 200
    assert time.monotonic() - started < 5
    assert school.active_bookings(slot) == 0
    assert student.client().book(slot).status == 201


def test_a_body_that_comes_slowly_is_waited_for(teacher: Teacher, student: Person) -> None:
    (slot,) = teacher.publish()
    content = json.dumps({"slot_id": slot}).encode()
    received = raw(post(student, len(content), "Connection: close") + content[:5], content[5:], pause=0.3)
    assert statuses(received) == [201]


def test_a_chunked_body_is_read(teacher: Teacher, student: Person) -> None:
    (slot,) = teacher.publish()
    content = json.dumps({"slot_id": slot}).encode()
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(content), content)
    request = post(student, 0, "Connection: close").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    assert statuses(raw(request + chunked)) == [201]


@pytest.mark.parametrize("length", ["-1", "x", "99999999999999999999", "7, 7", "+7", "0x10"])
def test_a_length_that_is_none(student: Person, length: str) -> None:
    received = raw(post(student, length, "Connection: close") + b"{}")
    assert statuses(received)[0] in (400, 413)


def test_a_megabyte_over_the_wire_gets_its_answer(student: Person) -> None:
    received = raw(post(student, 1_000_000), silence=3)
    assert statuses(received)[0] == 413
    assert b"application/problem+json" in received and b"/problems/too-large" in received


REPEATED = {
    "keys": [f"Idempotency-Key: {new_key()}"],
    "cookies": ["Cookie: slotboard=AAAA"],
    "types": ["Content-Type: text/plain"],
    "origins": ["Origin: https://a.example", "Origin: https://b.example"],
    "sites": ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"],
    "conditions": ['If-None-Match: "a"', 'If-None-Match: "b"'],
    "ids": ["Last-Event-ID: a", "Last-Event-ID: b"],
    "a hundred": [f"X-More: {n}" for n in range(60)],
}


@pytest.mark.parametrize("lines", REPEATED.values(), ids=REPEATED.keys())
def test_repeated_headers(student: Person, lines: list[str]) -> None:
    received = raw(post(student, 2, *lines) + b"{}", read_session(student))
    first = statuses(received)[0]
    assert 400 <= first < 500
    assert b"application/problem+json" in received


def test_two_keys_are_no_key(teacher: Teacher, student: Person) -> None:
    (slot,) = teacher.publish()
    content = json.dumps({"slot_id": slot}).encode()
    received = raw(post(student, len(content), "Idempotency-Key: another", "Connection: close") + content)
    assert statuses(received) == [400]
    assert teacher.school.active_bookings(slot) == 0


@pytest.mark.parametrize(
    "junk",
    [
        b"\x00\x01\x02\x03\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /api/v1/teachers HTTP/1.1\r\n\r\n",
        b"GET /api/v1/teachers HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /api/v1/teachers HTTP/1.1\r\nHost: ../etc\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET http://a/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
    ids=lambda junk: repr(junk[:30]),
)
def test_junk_is_answered_or_dropped(junk: bytes, visitor: Client) -> None:
    assert all(400 <= status < 500 or status == 505 for status in statuses(raw(junk, silence=3)))
    assert served_next(visitor)


def test_a_very_long_address_under_the_api_is_a_problem(visitor: Client) -> None:
    received = raw(head("GET", "/api/v1/teachers?q=" + "a" * 20_000, visitor.host, "Connection: close"))
    assert statuses(received) == [414] and b"application/problem+json" in received


def test_a_nul_in_an_address_or_header(visitor: Client) -> None:
    assert visitor.get("/api/v1/teachers?q=a%00b").problem == "bad-request"
    assert visitor.get("/api/v1/teachers?subject=%ff").problem == "bad-request"
    assert served_next(visitor)


def test_a_host_that_no_school_has_is_the_default_school_here() -> None:
    answer = Client("nobody.example").get("/api/v1/teachers")
    assert answer.status == 200 and answer["teachers"], "the demo school"
