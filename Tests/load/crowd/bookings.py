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
# As a page does: with the same key, so that one booking comes of it.
TRIES, PAUSE = 5, 0.5
AGAIN = {"409", "429", "502", "503", "504"}


class Bookings:
    """The stage's bookings one after the other; each thread keeps a connection."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        #: Every answer's status, or the name of the fault that came instead.
        self.answers: Counter[str] = Counter()
        self._made = 0
        self._own = threading.local()

    def one(self) -> None:
        """The next booking."""
        number, self._made = self._made, self._made + 1
        self._book(number)

    def keep_up(self, rate: float, seconds: float) -> None:
        """So many a second: a booking that takes long does not put off the next."""
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            started = time.monotonic()
            for count in range(round(rate * seconds)):
                time.sleep(max(0.0, started + count / rate - time.monotonic()))
                number, self._made = self._made, self._made + 1
                threads.submit(self._book, number)

    def _book(self, number: int) -> None:
        wish, key = self.stage.wish(number), new_key()
        for _ in range(TRIES):
            try:
                answer = self._post(json.dumps({"slot_id": wish.slot}), wish.cookie, key)
            except (OSError, http.client.HTTPException) as fault:
                self._own.connection = None
                answer = type(fault).__name__
            self.answers[answer] += 1
            if answer.isdecimal() and answer not in AGAIN:
                return
            time.sleep(PAUSE)

    def _post(self, body: str, cookie: str, key: str) -> str:
        connection = getattr(self._own, "connection", None) or http.client.HTTPConnection(*stack.address(), timeout=15)
        self._own.connection = connection
        headers = {"Host": self.stage.school.host, "Content-Type": "application/json", "Cookie": cookie}
        connection.request("POST", "/api/v1/bookings", body, {**headers, "Idempotency-Key": key})
        answer = connection.getresponse()
        answer.read()
        return str(answer.status)
