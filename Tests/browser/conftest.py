"""Debian's Chromium, a new profile for each visitor, and an ear on the console: no error and no refusal by the
content security policy may be heard on any page."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, sync_playwright

from support import stack
from support.school import Person, School, Teacher

Visit = Callable[..., Page]


@pytest.fixture
def owner() -> Iterator[psycopg.Connection]:
    with stack.owner() as connection:
        yield connection


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("SLOTBOARD_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
            # Browsers keep pages as they were for whoever goes back, unless a test says otherwise.
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


@pytest.fixture
def school(owner: psycopg.Connection) -> School:
    return School(owner)


@pytest.fixture
def teacher(school: School) -> Teacher:
    return school.teacher(name="Maria Ilieva")


@pytest.fixture
def student(school: School) -> Person:
    return school.student("Ada Novak")


class Visitors:
    """Opens browsers with a profile of their own; gathers what their consoles say."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []
        self._listens = True

    def context(
        self,
        school: School,
        person: Person | None = None,
        width: int = 1280,
        height: int = 900,
        zone: str = "UTC",
        **more: object,
    ) -> BrowserContext:
        port = stack.address()[1]
        context = self._browser.new_context(
            base_url=f"http://{school.host}:{port}",
            viewport={"width": width, "height": height},
            timezone_id=zone,
            locale="en-GB",
            accept_downloads=True,
            **more,
        )
        context.set_default_timeout(7000)
        if person is not None:
            context.add_cookies([{"name": "slotboard", "value": person.token, "domain": school.host, "path": "/"}])
        context.on("page", self._listen)
        self._contexts.append(context)
        return context

    def stop_listening(self, page: Page) -> None:
        """From here on what is said is our own doing: axe and screenshots write styles into the page."""
        page.evaluate("new Promise((said) => setTimeout(said))")
        assert self.complaints == []
        self._listens = False

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._hear(page, message))

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        if not self._listens or message.type not in ("error", "warning"):
            return
        # The network tab's own echo of a refusal that the page itself puts into words.
        source = (message.location or {}).get("url", "")
        if message.text.startswith("Failed to load resource") and ("/api/" in source or source == page.url):
            return
        self.complaints.append(f"{page.url}: {message.text} ({source})")


@pytest.fixture
def visitors(browser: Browser) -> Iterator[Visitors]:
    visitors = Visitors(browser)
    yield visitors
    visitors.close()
    assert visitors.complaints == []


@pytest.fixture
def visit(visitors: Visitors) -> Visit:
    """Opens a path in a browser of its own: `visit(school, "/lessons", person)`."""

    def open_page(school: School, path: str, person: Person | None = None, **more: object) -> Page:
        page = visitors.context(school, person, **more).new_page()
        answer = page.goto(path)
        assert answer is not None
        return page

    return open_page


@pytest.fixture(scope="session")
def screenshots() -> Path:
    folder = stack.home() / "screenshots"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def photograph(screenshots: Path, request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    def take(page: Page, name: str) -> None:
        page.screenshot(path=screenshots / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}.png")

    return take


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """A failed test leaves a picture of each page it had open."""
    report = yield
    visitors = getattr(item, "funcargs", {}).get("visitors")
    if report.when == "call" and report.failed and visitors is not None:
        for number, page in enumerate(page for context in visitors._contexts for page in context.pages):
            name = re.sub(r"[^a-z0-9-]+", "-", item.name.lower())
            with suppress(Error):  # A page that crashed has no picture.
                page.screenshot(path=stack.home() / "screenshots" / f"failed-{name}-{number}.png", timeout=3000)
    return report
