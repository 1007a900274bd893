"""Peers are compared only where they answer what Slotboard answers: the same status, the same body to the last byte."""

import http.client
import socket

from bench.clients import Target
from support.client import Answer


class OtherAnswer(Exception):
    """A peer answers something else: to compare the two would mean nothing."""


def ask(target: Target, text: bytes) -> Answer:
    """Sends one request as the load clients would."""
    family, address = (
        (socket.AF_UNIX, str(target.socket)) if target.socket else (socket.AF_INET, ("127.0.0.1", target.port))
    )
    with socket.socket(family) as connection:
        connection.settimeout(15)
        connection.connect(address)
        connection.sendall(text)
        response = http.client.HTTPResponse(connection)
        response.begin()
        fields = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, fields, response.read())


def require_same(name: str, ours: Answer, theirs: Answer, fields: tuple[str, ...] = ("content-type",)) -> None:
    """Throws where a peer's answer differs in status, body or one of these fields."""
    if ours.status != theirs.status:
        raise OtherAnswer(f"{name} answers {theirs.status}, Slotboard {ours.status}: {theirs.body[:200]!r}")
    if ours.body != theirs.body:
        place = next((n for n, (a, b) in enumerate(zip(ours.body, theirs.body)) if a != b), 0)
        raise OtherAnswer(
            f"{name} answers other bytes from {place} on: {theirs.body[place : place + 60]!r},"
            f" Slotboard {ours.body[place : place + 60]!r}"
        )
    for field in fields:
        if ours.headers.get(field) != theirs.headers.get(field):
            told = (theirs.headers.get(field), ours.headers.get(field))
            raise OtherAnswer(f"{name} says {field}: {told[0]}, Slotboard {told[1]}")
