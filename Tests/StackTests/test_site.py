"""Pages and static files: names that change with their content, safe headers, errors with a face."""

import gzip
import re
from html.parser import HTMLParser

import pytest

from support import stack
from support.client import Client
from support.school import School, Teacher

PAGES = ["/", "/teachers/{id}", "/lessons", "/week", "/profile", "/sign-in", "/sign-up"]


class Page(HTMLParser):
    """What a page refers to, and what must not stand in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.headings: list[str] = []
        self.inline: list[str] = []
        self.tags: set[str] = set()
        self._script: dict[str, str | None] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        fields = dict(attributes)
        self.tags.add(tag)
        if tag == "link" and fields.get("rel") in ("stylesheet", "modulepreload", "icon"):
            self.links.append(fields["href"] or "")
        if tag == "script":
            self._script = fields
            if fields.get("src"):
                self.links.append(fields["src"] or "")
        self.inline += [name for name in fields if name == "style" or name.startswith("on")]
        if tag == "style":
            self.inline.append("style element")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        if self._script is not None and "src" not in self._script:
            self.inline.append(f"script: {data[:40]}")


@pytest.fixture
def page(teacher: Teacher, visitor: Client):
    return lambda path: visitor.get(path.format(id=teacher.teacher_id))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there(page, path: str) -> None:
    answer = page(path)
    assert answer.status == 200 and answer.headers["content-type"].lower() == "text/html; charset=utf-8"
    read = Page(answer.body.decode())
    assert {"h1", "main", "nav"} & read.tags >= {"h1", "main"}
    assert b'lang="en"' in answer.body and b'name="viewport"' in answer.body
    assert read.inline == []


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_safety_headers(page, path: str) -> None:
    headers = page(path).headers
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";") if part.strip()
    )
    assert "'unsafe-inline'" not in headers["content-security-policy"]
    assert "'unsafe-eval'" not in headers["content-security-policy"]
    assert policy["default-src"] in ("'self'", "'none'")
    assert policy["frame-ancestors"] == "'none'" and policy["base-uri"] in ("'none'", "'self'")
    assert policy["form-action"] and policy.get("object-src", "'none'") == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("same-origin", "strict-origin-when-cross-origin", "no-referrer")
    assert "server" not in headers or not re.search(r"\d", headers["server"])


@pytest.mark.parametrize("path", ["/", "/api/v1/session", "/api/v1/nothing", "/no/such/page", "/openapi.json"])
def test_no_answer_is_left_without_nosniff(visitor: Client, path: str) -> None:
    assert visitor.get(path).headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_a_tag_and_is_asked_for_again(page, visitor: Client, teacher: Teacher, path: str) -> None:
    first = page(path)
    assert first.headers["etag"] and "immutable" not in first.headers.get("cache-control", "")
    assert "max-age=31536000" not in first.headers.get("cache-control", "")
    again = visitor.get(path.format(id=teacher.teacher_id), {"If-None-Match": first.headers["etag"]})
    assert again.status == 304


def assets(page) -> set[str]:
    found: set[str] = set()
    for path in PAGES:
        text = page(path).body.decode()
        found |= {link for link in Page(text).links if link.startswith("/")}
    return found


def test_a_pages_script_is_one_file(page, visitor: Client) -> None:
    for path in PAGES:
        scripts = [link for link in Page(page(path).body.decode()).links if link.endswith(".js")]
        (script,) = scripts
        assert not re.search(r"""\b(import|from)\s*["'][./]""", visitor.get(script).body.decode()), path


def scripts_named_in(text: str) -> set[str]:
    """Workers' scripts: all others are part of the page's own."""
    return set(re.findall(r"""["'`](/js/[^"'`]+)["'`]""", text))


@pytest.mark.parametrize("path", PAGES)
def test_a_pages_script_and_style_weigh_less_than_60_kb(page, visitor: Client, path: str) -> None:
    """With gzip, its workers' scripts among them."""
    waiting = {link for link in Page(page(path).body.decode()).links if link.endswith((".js", ".css"))}
    weights: dict[str, int] = {}
    while waiting:
        name = waiting.pop()
        answer = visitor.get(name, {"Accept-Encoding": "gzip"})
        weights[name] = len(answer.body)
        text = answer.plain.decode()
        assert not re.search("@import", text), "a sheet would bring others along"
        waiting |= scripts_named_in(text) - weights.keys()
    assert {name.rpartition(".")[2] for name in weights} == {"js", "css"}
    assert sum(weights.values()) < 60 * 1024, weights


def test_a_worker_is_there_for_ever(page, visitor: Client) -> None:
    scripts = [visitor.get(name).body.decode() for name in assets(page) if name.endswith(".js")]
    workers = {name for script in scripts for name in scripts_named_in(script)}
    assert len(workers) == 1, "tabs with workers of two names have two hubs"
    for name in workers:
        assert re.search(r"\.[0-9a-f]{12}\.js$", name), f"{name} bears no fingerprint"
        assert "immutable" in visitor.get(name).headers["cache-control"]
    bare = re.sub(r"\.[0-9a-f]{12}\.", ".", workers.pop())
    assert not any(bare in script for script in scripts), "pages of two versions would share a hub"


def test_every_file_a_page_names_is_there_for_ever_and_precompressed(page, visitor: Client) -> None:
    names = assets(page)
    assert any(name.endswith(".js") for name in names) and any(name.endswith(".css") for name in names)
    for name in sorted(names):
        plain = visitor.get(name)
        assert plain.status == 200, name
        assert "immutable" in plain.headers["cache-control"] and "max-age=31536000" in plain.headers["cache-control"], (
            name
        )
        assert re.search(r"[-.][0-9a-f]{8,}\.\w+$", name), f"{name} bears no fingerprint"
        if name.endswith((".js", ".css", ".svg")) and len(plain.body) > 200:
            small = visitor.get(name, {"Accept-Encoding": "gzip"})
            assert small.headers.get("content-encoding") == "gzip", name
            assert gzip.decompress(small.body) == plain.body, name
            assert "accept-encoding" in small.headers["vary"].lower(), name
            # gzip_static sends the file's whole length; compressed on the fly it would be chunked.
            assert "content-length" in small.headers, name


def test_a_stylesheet_or_script_names_only_files_that_are_there(page, visitor: Client) -> None:
    for name in sorted(assets(page)):
        text = visitor.get(name).body.decode(errors="replace")
        for target in re.findall(r'url\("?(/[^")]+)"?\)|@import "(/[^"]+)"', text):
            link = next(part for part in target if part)
            assert visitor.get(link).status == 200, f"{name} names {link}"


def test_what_a_page_asks_for_first_is_named_before_its_script_runs(page, visitor: Client, teacher: Teacher) -> None:
    how, api = "; rel=preload; as=fetch; crossorigin", f"/api/v1/teachers/{teacher.teacher_id}"
    assert page("/teachers/{id}").headers["link"] == f"<{api}>{how}, <{api}/slots?days=16>{how}"
    assert visitor.get(f"{api}/slots?days=16").status == 200
    another_week = visitor.get(f"/teachers/{teacher.teacher_id}?week=2026-12-07")
    assert another_week.headers["link"] == f"<{api}>{how}"
    for path in PAGES:
        answer = page(path)
        assert b'<link rel="preload" href="/api/v1/session" as="fetch" crossorigin>' in answer.body
        assert "{id}" in path or "link" not in answer.headers


def test_an_unknown_page_has_a_face(visitor: Client) -> None:
    answer = visitor.get("/no/such/page")
    assert answer.status == 404 and answer.headers["content-type"].startswith("text/html")
    assert b"<h1" in answer.body and b"nginx" not in answer.body.lower()
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "path", ["/teachers/0", "/teachers/x", "/teachers/7/../../x", "/.git/config", "/..%2f..%2fetc/passwd"]
)
def test_a_path_that_is_no_page(visitor: Client, path: str) -> None:
    assert visitor.get(path).status in (400, 403, 404)


@pytest.mark.parametrize("path", ["/openapi.json", "/robots.txt", "/favicon.ico"])
def test_files_with_fixed_names(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status in (200, 204) or path != "/openapi.json"
    assert "immutable" not in answer.headers.get("cache-control", "")


def test_the_description_of_the_interface_is_served(visitor: Client) -> None:
    answer = visitor.get("/openapi.json")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer["openapi"].startswith("3.1")


def test_metrics_are_not_for_everybody(visitor: Client) -> None:
    assert visitor.get("/metrics", {"X-Forwarded-For": "127.0.0.1"}).status in (403, 404)


def test_the_stack_is_well() -> None:
    answer = Client("localhost").get("/health")
    assert answer.status == 200 and "no-store" in answer.headers["cache-control"]


def test_pages_are_the_same_for_every_school(school: School, other_school: School) -> None:
    assert school.visitor().get("/").body == other_school.visitor().get("/").body
    assert stack.address()
