"""A browser and a gateway for its pages; skipped with a reason where they are missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright import sync_api as playwright

from tests.chromium import QUIET, chromium
from tests.shims.gateway import Gateway

SITE = Path(__file__).parent / "site"

#: As all tests have it; one name more leads here.
WORDS = [*QUIET, "--host-resolver-rules=MAP insecure.test 127.0.0.1"]


@pytest.fixture(scope="session")
def gateway() -> Iterator[Gateway]:
    """Yield a gateway that serves ``site``."""
    made = Gateway(SITE)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def driver() -> Iterator[playwright.Playwright]:
    """Yield what drives browsers.

    It runs a loop in this thread, which no test of another module may find.
    """
    with playwright.sync_playwright() as made:
        yield made


@pytest.fixture(scope="module")
def browser(driver: playwright.Playwright) -> Iterator[playwright.Browser]:
    """Yield headless Chromium."""
    launched = driver.chromium.launch(executable_path=chromium(), args=WORDS)
    yield launched
    launched.close()


@pytest.fixture
def context(browser: playwright.Browser, gateway: Gateway) -> Iterator[playwright.BrowserContext]:
    """Yield a fresh profile; what was said before is forgotten."""
    gateway.clear()
    made = browser.new_context()
    yield made
    made.close()


@pytest.fixture(scope="module")
def lasting(browser: playwright.Browser, gateway: Gateway) -> Iterator[str]:
    """Yield the load id of an index page for the tests of a module that leave it as it is."""
    gateway.clear()
    gateway.settings = {"worker": ""}
    made = browser.new_context()
    made.new_page().goto(gateway.url())
    yield str(gateway.joined()["load"])
    made.close()


@pytest.fixture
def page(context: playwright.BrowserContext, gateway: Gateway) -> playwright.Page:
    """Return the open index page of the site, joined; it starts no worker."""
    gateway.settings = {"worker": ""}
    opened = context.new_page()
    opened.goto(gateway.url())
    gateway.until(lambda one: one["t"] == "hello" and one["url"] == opened.url)
    return opened


@pytest.fixture
def load(page: playwright.Page, gateway: Gateway) -> str:
    """Return the load id of that page; one of the test before may have joined late."""
    own = gateway.until(
        lambda one: one["t"] == "hello" and one["kind"] == "page" and one["url"] == page.url
    )
    return str(own["load"])
