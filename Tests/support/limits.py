"""Limits of the running stack: using one up at once, where a test is not about how it gets used up."""

import time

from support import redis
from support.school import Person, School

HERE = "address:127.0.0.1"


def use_up(school: School, policy: str, whose: str, seconds: int = 120) -> None:
    """Empties a bucket until `seconds` less its window have passed: longer than any test, where the window is a minute."""
    full_at = int((time.time() + seconds) * 1_000_000)
    assert redis.run(
        f"set slotboard:{{{school.id}}}:limit:{policy}:{whose} {full_at} px {seconds * 1000}", server="guard"
    ) == ["+OK"]


def use_up_all(person: Person) -> None:
    """Leaves a person nothing of any limit."""
    for policy in ("read", "search", "write", "booking"):
        use_up(person.school, policy, f"person:{person.id}")
    use_up(person.school, "bulk", f"person:{person.id}", 1200)
