"""Requests as they are sent, byte for byte, and the decks of them that request-clients reads."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Kind:
    """Requests of one kind: so many (`weight`) for so many of the others, each `once` or again and again."""

    name: str
    requests: list[bytes]
    weight: int = 1
    once: bool = False
    #: What each answer's status must be.
    status: int = 200

    def write(self, file: Path, part: int = 0, of: int = 1) -> dict[str, Any]:
        """Writes one process's share of the deck, and gives what its plan says of it."""
        share = self.requests[part::of] if self.once else self.requests
        file.write_bytes(deck(share))
        return {"name": self.name, "weight": self.weight, "file": str(file), "once": self.once}


def deck(requests: Iterable[bytes]) -> bytes:
    """Each request behind a line with its length."""
    return b"".join(b"%d\n%s" % (len(request), request) for request in requests)


def request(method: str, target: str, host: str, body: Any = None, **fields: str) -> bytes:
    """One request of HTTP/1.1 on a kept connection; `idempotency_key="…"` becomes the field Idempotency-Key."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in fields.items()]
    content = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
    if content:
        lines.append("Content-Type: application/json")
    if method != "GET":
        lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join([*lines, "", ""]).encode() + content
