"""Accounts and sessions."""

import re

import pytest

from support.client import Client
from support.school import PASSWORD, Person, School, new_account


def test_an_account_is_made_and_signed_in(visitor: Client) -> None:
    account = new_account()
    made = visitor.post("/api/v1/accounts", account)
    assert made.status == 201
    assert made["name"] == account["name"] and made["email"] == account["email"]
    assert made["roles"] == ["student"] and made["teacher_id"] is None and made["time_zone"] == "Europe/Zurich"
    assert visitor.get("/api/v1/session")["person"] == made.json


def test_an_email_is_one_person_of_a_school_whatever_its_case(visitor: Client, other_school: School) -> None:
    account = new_account()
    assert visitor.post("/api/v1/accounts", account).status == 201
    again = visitor.post("/api/v1/accounts", {**account, "email": account["email"].upper()})
    assert again.status == 409
    assert again["errors"][0]["field"] == "email"
    assert other_school.visitor().post("/api/v1/accounts", account).status == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 201},
        {"name": 7},
        {"email": "no address"},
        {"email": "a\u0000@b.test"},
        {"email": None},
        {"password": "short"},
        {"password": "long enough\u0000but cut"},
        {"password": ["a list of a text"]},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": ""},
        {"roles": ["admin"]},
    ],
    ids=str,
)
def test_a_wrong_field_is_named(visitor: Client, wrong: dict[str, object]) -> None:
    answer = visitor.post("/api/v1/accounts", new_account(**wrong))
    assert (answer.status, answer.problem) == (400, "bad-request")
    assert [error["field"] for error in answer["errors"]] == list(wrong)


def test_who_signs_in_is_known_until_they_sign_out(visitor: Client, school: School) -> None:
    account = new_account()
    visitor.post("/api/v1/accounts", account)
    second_device = school.visitor()
    signed_in = second_device.post("/api/v1/session", {"email": account["email"], "password": PASSWORD})
    assert signed_in.status == 200 and signed_in["person"]["email"] == account["email"]
    assert second_device.get("/api/v1/session").json == signed_in.json

    token = second_device.cookie
    assert second_device.delete("/api/v1/session").status == 204
    assert second_device.cookie is None
    thief = Client(school.host, token)
    assert thief.get("/api/v1/session").json == {"person": None, "expires_at": None}
    assert thief.get("/api/v1/bookings").status == 401
    assert visitor.get("/api/v1/session")["person"] is not None, "the first device stays signed in"


def test_signing_out_twice_is_fine(visitor: Client) -> None:
    assert visitor.delete("/api/v1/session").status == 204


@pytest.mark.parametrize("password", ["wrong horse battery", " " + PASSWORD, PASSWORD.upper()])
def test_a_wrong_password_and_an_unknown_address_look_alike(visitor: Client, password: str) -> None:
    account = new_account()
    visitor.post("/api/v1/accounts", account)
    wrong = visitor.post("/api/v1/session", {"email": account["email"], "password": password})
    unknown = visitor.post("/api/v1/session", {"email": "nobody@new.test", "password": password})
    assert wrong.status == unknown.status == 401
    assert wrong.problem == "not-signed-in"
    assert wrong.json == unknown.json


def test_a_person_without_a_password_cannot_sign_in(visitor: Client, student: Person) -> None:
    assert visitor.post("/api/v1/session", {"email": student.email, "password": PASSWORD}).status == 401


def test_an_account_of_another_school_cannot_sign_in_here(visitor: Client, other_school: School) -> None:
    account = new_account()
    other_school.visitor().post("/api/v1/accounts", account)
    assert visitor.post("/api/v1/session", {"email": account["email"], "password": PASSWORD}).status == 401


def test_a_session_of_another_school_is_none_here(school: School, other_school: School) -> None:
    stranger = Client(school.host, other_school.student().cookie)
    assert stranger.get("/api/v1/session")["person"] is None
    assert stranger.get("/api/v1/bookings").status == 401


def test_a_session_that_is_over_is_none(school: School, student: Person) -> None:
    school.owner.execute(
        "update session set created_at = now() - interval '2 days', expires_at = now() - interval '1 second'"
        " where school_id = %s and person_id = %s",
        (school.id, student.id),
    )
    assert student.client().get("/api/v1/session")["person"] is None


def test_a_blocked_person_is_signed_out(school: School, student: Person) -> None:
    school.owner.execute(
        "update person set blocked_at = now() where school_id = %s and id = %s", (school.id, student.id)
    )
    assert student.client().get("/api/v1/bookings").status == 401


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(visitor: Client) -> None:
    (cookie,) = visitor.post("/api/v1/accounts", new_account()).cookies
    assert re.match(r"slotboard=[A-Za-z0-9_-]{43};", cookie), "256 random bits"
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= attributes
    assert not any(attribute.startswith("domain") for attribute in attributes)


def test_the_cookie_of_https_is_not_read_over_http(school: School, student: Person) -> None:
    assert Client(school.host, f"__Host-slotboard={student.token}").get("/api/v1/session")["person"] is None


@pytest.mark.parametrize(
    "cookie", ["slotboard=", "slotboard=x", "slotboard=" + "A" * 5000, "slotboard=%00", "=;;=,\xff"]
)
def test_a_broken_cookie_is_nobody(school: School, cookie: str) -> None:
    assert Client(school.host, cookie).get("/api/v1/session")["person"] is None


def test_only_the_hash_of_a_token_is_stored(visitor: Client, school: School) -> None:
    visitor.post("/api/v1/accounts", new_account())
    token = visitor.cookie.removeprefix("slotboard=")
    rows = school.owner.execute("select token_hash::text, s::text from session s where school_id = %s", (school.id,))
    stored = rows.fetchall()
    assert len(stored) == 1
    assert token not in stored[0][1] and token.encode().hex() not in stored[0][1]
    password_hash = school.owner.execute(
        "select password_hash from person where school_id = %s", (school.id,)
    ).fetchone()[0]
    assert password_hash.startswith("$argon2id$")
