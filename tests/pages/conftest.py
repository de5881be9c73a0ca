"""A served folder and a real browser; skipped with a reason where there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright import sync_api as playwright

from tests.chromium import QUIET, chromium
from tests.home import Home
from tests.pages.site import Site, soon
from tests.pages.suites import browsers


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    """Yield headless Chromium.

    Its driver runs a loop in this thread, which no test of another module may find.
    """
    path = chromium()
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=path, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: playwright.Browser) -> Iterator[playwright.BrowserContext]:
    """Yield a fresh profile."""
    made = browser.new_context()
    yield made
    made.close()


@pytest.fixture
def site(home: Home, tmp_path: Path) -> Site:
    """Return a folder with one page, that is not served yet.

    Its port follows from its name: that of another run must be another one.
    """
    return Site(home, tmp_path / f"site-{os.getpid()}")


@pytest.fixture
def suites(site: Site) -> Iterator[Path]:
    """Yield the folder of test files of a site; no browser may be left afterwards."""
    chromium()
    temporary = site.home.folder / "t"
    temporary.mkdir()
    site.home.env["TMPDIR"] = str(temporary)
    folder = site.folder / "suites"
    folder.mkdir()
    yield folder
    soon(lambda: not browsers(site))
