"""Real pages: tabs of headless Chromium, each with the name that its transcript has."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterator

from playwright import sync_api as playwright

from tests.home import found


@contextlib.contextmanager
def opened(url: str, names: list[str], ran: Counter[str]) -> Iterator[None]:
    """Have a tab a name; what they ran is added to ``ran`` at the end."""
    if not names:
        yield
        return
    path = found(["chromium", "chromium-browser", "google-chrome"])
    assert path, "chromium is not installed"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        tabs = [_tab(browser, url, name) for name in names]
        yield
        for tab in tabs:
            ran.update(tab.evaluate("ran"))
        browser.close()


def _tab(browser: playwright.Browser, url: str, name: str) -> playwright.Page:
    """Open a tab whose page is called ``name``."""
    context = browser.new_context()
    context.add_init_script(f"sessionStorage.setItem('daebug-name', {json.dumps(name)})")
    tab = context.new_page()
    tab.goto(url)
    tab.wait_for_function("typeof run === 'function'")
    return tab
