"""Limits of the running stack: using one up at once, where a test is not about how it gets used up."""

import secrets
import time

from support import redis
from support.client import Client
from support.school import Person, School

HERE = "address:127.0.0.1"


def use_up(school: School, policy: str, whose: str, seconds: int = 120) -> None:
    """Empties a bucket until `seconds` less its window have passed: longer than any test, where the window is a minute."""
    full_at = int((time.time() + seconds) * 1_000_000)
    assert redis.run(
        f"set slotboard:{{{school.id}}}:limit:{policy}:{whose} {full_at} px {seconds * 1000}", server="guard"
    ) == ["+OK"]


def use_some(school: School, policy: str, whose: str) -> int:
    """Leaves half of a minute's bucket; returns when it will be full, in microseconds."""
    use_up(school, policy, whose, 30)
    return full_at(school, policy, whose)


def full_at(school: School, policy: str, whose: str) -> int:
    (answer,) = redis.run(f"incrby slotboard:{{{school.id}}}:limit:{policy}:{whose} 0", server="guard")
    return int(answer.removeprefix(":"))


def made_up(school: School) -> Client:
    """A visitor with a session that nobody was given."""
    return Client(school.host, f"slotboard={secrets.token_urlsafe(32)}")


def use_up_all(person: Person) -> None:
    """Leaves a person nothing of any limit."""
    for policy in ("read", "search", "write", "booking"):
        use_up(person.school, policy, f"person:{person.id}")
    use_up(person.school, "bulk", f"person:{person.id}", 1200)
