"""Debian's Chromium under Playwright, at a review: what the page asks for and what it complains of
is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic, sleep

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.web.serving import Served
from tests.writers.browser import executable

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PHONE = {"width": 390, "height": 844}
PATIENCE = 15.0  # seconds
DESK = {"width": 1280, "height": 900}


@contextmanager
def browser() -> Iterator[Browser]:
    """One browser; each tab is a person of their own."""
    path = executable()
    if path is None:
        pytest.skip("Chromium is not installed (scripts/test-tools.sh)")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


def until(page: Page, condition: str, *values: object) -> None:
    """Waits for a condition of the page. Not as Playwright does, which needs `eval` in the page:
    our policy forbids it.
    """
    end = monotonic() + PATIENCE
    while not page.evaluate(f"values => {condition}", list(values)):
        if monotonic() > end:
            text = page.inner_text("body")
            raise AssertionError(f"{condition} {values}: {text}")
        sleep(0.01)


@dataclass
class Tab:
    """A person's tab."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        """One key after the other; after each the next word is shown."""
        for key in keys:
            self.page.keyboard.press(key)

    def word(self) -> str:
        """What is printed for the word before the person."""
        return self.page.locator(".readings .text").first.inner_text()

    def settled(self) -> None:
        """Everything that was said is on the disk."""
        until(self.page, "document.getElementById('status').textContent === 'all saved'")

    def shown(self) -> None:
        """The crop of the word is there."""
        self.page.wait_for_selector(".crop img")


@contextmanager
def tab(found: Browser, review: Served, address: str = "", **context: object) -> Iterator[Tab]:
    """A new person with this address, and the first word before them. Nothing may be complained
    of, and nothing asked from elsewhere.
    """
    given = {"viewport": DESK, **context}
    opened = found.new_context(**given)  # type: ignore[arg-type]
    page = opened.new_page()
    made = Tab(page, review.base)
    page.on("pageerror", lambda fault: made.complaints.append(str(fault)))
    page.on("console", lambda message: made.complaints.append(message.text))
    page.on("request", lambda request: made.asked.append(request.url))
    page.goto(address or review.address)
    made.shown()
    yield made
    opened.close()
    expected = [each for each in made.complaints if "409 (Conflict)" not in each]
    assert expected == []
    assert all(url.startswith(f"{review.base}/") for url in made.asked)
