"""A real page: headless Chromium on a served folder."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator

from tests.bench import quiet
from tests.bench.served import Served
from tests.home import found

#: Seconds for a browser that was ended.
END_S = 10.0


def chromium() -> str | None:
    """Return the path of Chromium; ``None`` = there is none."""
    return found(["chromium", "chromium-browser", "google-chrome"])


@contextlib.contextmanager
def browser(path: str, served: Served) -> Iterator[str]:
    """Open the folder's page in the browser at ``path``; give the name of its realm."""
    before = {one["realm"] for one in served.realms()}
    profile = f"--user-data-dir={served.folder / 'profile'}"
    words = [path, "--headless=new", "--no-sandbox", "--disable-gpu", profile]
    process = subprocess.Popen(
        [*words, f"http://localhost:{served.port}/"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    names: list[str] = []

    def there() -> bool:
        pages = (one for one in served.realms() if one["kind"] == "page")
        names[:] = [one["realm"] for one in pages if one["realm"] not in before]
        return bool(names)

    try:
        quiet.until("the browser's page to join", there)
        yield names[0]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(END_S)
