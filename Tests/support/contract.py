"""Every answer a test sees is held against public/openapi.json, and what has been seen is remembered."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DOCUMENT = json.loads((Path(__file__).parents[2] / "public" / "openapi.json").read_text())

# What nginx may answer anywhere in place of a program: documented once, as `default`.
EDGE_STATUSES = {400, 413, 414, 429, 502, 503, 504}

# Method, path, status, and the type where it is a problem.
Sighting = tuple[str, str, int, str]

EDGE = DOCUMENT["components"]["responses"]["Edge"]

seen: set[Sighting] = set()


class Broken(AssertionError):
    """An answer that the document does not allow."""


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(path, re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))) for path in DOCUMENT["paths"]]


@cache
def _validator(pointer: str) -> Draft202012Validator:
    registry = Registry().with_resource("urn:openapi", DRAFT202012.create_resource(DOCUMENT))
    return Draft202012Validator({"$ref": f"urn:openapi#{pointer}"}, registry=registry)


def route(method: str, target: str) -> tuple[str, str] | None:
    """The documented route of a request, or nothing."""
    path = target.partition("?")[0]
    for template, pattern in _patterns():
        if pattern.fullmatch(path) and method.lower() in DOCUMENT["paths"][template]:
            return method, template
    return None


def check(method: str, target: str, status: int, headers: dict[str, str], body: bytes) -> None:
    """Fails unless the document allows this answer to this request."""
    if method == "HEAD" or not target.startswith(("/api/", "/health")):
        return
    found = route(method, target)
    where = f"{method} {target} → {status}"
    if found is None:
        if status not in (404, 405, *EDGE_STATUSES):
            raise Broken(f"{where}: no such route is documented")
        _check_response(where, EDGE, "/components/responses/Edge", status, headers, body)
        return
    template = found[1]
    responses = DOCUMENT["paths"][template][method.lower()]["responses"]
    name = str(status) if str(status) in responses else "default"
    if name == "default" and status not in EDGE_STATUSES:
        raise Broken(f"{where}: this status is not documented: {body[:300]!r}")
    pointer = f"/paths/{template.replace('/', '~1')}/{method.lower()}/responses/{name}"
    response = responses[name]
    if "$ref" in response:
        pointer = response["$ref"].removeprefix("#")
        response = DOCUMENT["components"]["responses"][pointer.rpartition("/")[2]]
    if status == 200 and (chosen := parse_qs(target.partition("?")[2]).get("fields")):
        _check_choice(where, template, chosen[0].split(","), json.loads(body))
        return
    problem = _check_response(where, response, pointer, status, headers, body)
    seen.add((method, template, status, problem))


def _check_choice(where: str, template: str, chosen: list[str], value: Any) -> None:
    """With `fields` each item has the chosen members and no others, and each is as its schema says."""
    schema = DOCUMENT["paths"][template]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    name = schema["$ref"].rpartition("/")[2]
    items, collection = [value], template.rpartition("/")[2]
    if collection in (properties := DOCUMENT["components"]["schemas"][name]["properties"]):
        name = properties[collection]["items"]["$ref"].rpartition("/")[2]
        items = value[collection]
    for item in items:
        if set(item) != set(chosen):
            raise Broken(f"{where}: an item has {sorted(item)}")
        for member, content in item.items():
            for error in _errors(f"/components/schemas/{name}/properties/{member}", content):
                raise Broken(f"{where}: {member}{error.json_path[1:]} {error.message}")


def _check_response(where: str, response: Any, pointer: str, status: int, headers: dict[str, str], body: bytes) -> str:
    """The type of problem the answer is; empty where it is none."""
    # What nginx itself refuses knows no bucket: it names neither a limit nor what is left of it.
    is_floor = status == 429 and b'"reason"' not in body
    for header, meaning in ({} if is_floor else response.get("headers", {})).items():
        if "$ref" in meaning:
            meaning = DOCUMENT["components"]["headers"][meaning["$ref"].rpartition("/")[2]]
        if header.lower() not in headers:
            raise Broken(f"{where}: the header {header} is missing")
        if not re.search(meaning["schema"].get("pattern", ""), headers[header.lower()]):
            raise Broken(f"{where}: {header} is {headers[header.lower()]!r}")
    if "content" not in response:
        if body:
            raise Broken(f"{where}: a body where none is documented: {body[:300]!r}")
        return ""
    media = headers.get("content-type", "").partition(";")[0]
    if media not in response["content"]:
        raise Broken(f"{where}: Content-Type {media!r}: {body[:300]!r}")
    if not media.endswith("json"):
        return ""
    value = json.loads(body)
    error = next(iter(_errors(f"{pointer}/content/{media.replace('/', '~1')}/schema", value)), None)
    if error is not None:
        raise Broken(f"{where}: {error.json_path} {error.message}")
    if media != "application/problem+json":
        return ""
    if value["status"] != status:
        raise Broken(f"{where}: the problem says status {value['status']}")
    return value["type"]


def _errors(pointer: str, value: Any) -> Iterator[Any]:
    return _validator(pointer).iter_errors(value)


def documented() -> set[tuple[str, str, int]]:
    """Every route × status the document promises, but for the edge's own."""
    return {(method, template, status) for method, template, status, _ in _promised()}


def unseen() -> list[str]:
    """What the document promises and no test has met, a line each."""
    promises = sorted(promise for promise in _promised() if promise not in seen)
    return [f"{method} {template} → {status} {problem}".rstrip() for method, template, status, problem in promises]


def _promised() -> Iterator[Sighting]:
    for template, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            if method == "parameters":
                continue
            for status, response in operation["responses"].items():
                if status == "default":
                    continue
                if "$ref" in response:
                    response = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
                for problem in _problems(response):
                    yield method.upper(), template, int(status), problem


def _problems(response: Any) -> list[str]:
    """The types of problem a response may have; one empty name where it is none."""
    if "application/problem+json" not in response.get("content", {}):
        return [""]
    return response["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]["type"]["enum"]
