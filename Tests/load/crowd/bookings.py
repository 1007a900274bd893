"""Bookings through the API at a fixed rate, whether or not the answers come in time."""

import http.client
import json
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from crowd.stage import Stage
from support import stack
from support.client import new_key

CONNECTIONS = 8


class Bookings:
    """The stage's bookings one after the other; each thread keeps a connection."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.answers: Counter[str] = Counter()
        self.seconds: list[float] = []
        self._made = 0
        self._own = threading.local()

    def one(self) -> str:
        """The next booking; gives the answer's status, or the fault that came instead."""
        number, self._made = self._made, self._made + 1
        return self._book(number)

    def keep_up(self, rate: float, seconds: float) -> None:
        """So many a second: a booking that takes long does not put off the next."""
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            started = time.monotonic()
            for count in range(round(rate * seconds)):
                time.sleep(max(0.0, started + count / rate - time.monotonic()))
                number, self._made = self._made, self._made + 1
                threads.submit(self._book, number)

    def _book(self, number: int) -> str:
        wish = self.stage.wish(number)
        began = time.monotonic()
        try:
            answer = self._post(json.dumps({"slot_id": wish.slot}), wish.cookie)
        except (OSError, http.client.HTTPException) as fault:
            self._own.connection = None
            answer = type(fault).__name__
        self.seconds.append(time.monotonic() - began)
        self.answers[answer] += 1
        return answer

    def _post(self, body: str, cookie: str) -> str:
        connection = getattr(self._own, "connection", None) or http.client.HTTPConnection(*stack.address(), timeout=15)
        self._own.connection = connection
        headers = {"Host": self.stage.school.host, "Content-Type": "application/json", "Cookie": cookie}
        connection.request("POST", "/api/v1/bookings", body, {**headers, "Idempotency-Key": new_key()})
        answer = connection.getresponse()
        answer.read()
        return str(answer.status)
