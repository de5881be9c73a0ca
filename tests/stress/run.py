"""One run: a daemon, its pages, the crowd, the killer, and the verdicts."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from daebug.protocol.transcript import marks
from tests.home import Home
from tests.stress import tabs, verdict
from tests.stress.crowd import Plan, Played, Table
from tests.stress.verdict import Verdict
from tests.tree import ROOT

#: Processes that may be killed.
ROLES = ("watcher", "gateway", "hub")

#: Seconds from one kill to the next, and for everything to come to rest at the end.
KILL_S, REST_S = 2.5, 30.0

#: Seconds between the lines that a flushing page logs.
FLUSH_S = 0.5

PAGE = """<!doctype html>
<title>stress</title>
<script>
const ran = {};
function run(name) { ran[name] = (ran[name] ?? 0) + 1; return "ran " + name; }
</script>
"""

#: Name -> how agents ask, how the editor saves, who asks; pages are dealt out in turn.
SCENARIOS: dict[str, dict[str, Any]] = {
    "append only": {},
    "editor in place": {"editing": "in place"},
    "editor by rename": {"editing": "rename"},
    "agent saves in place": {"asking": "in place"},
    "agent saves by rename": {"asking": "rename"},
    "two agents": {"agents": ("a", "b")},
    "two agents and an editor": {"agents": ("a", "b"), "editing": "rename"},
    "flushing page": {},
    "flushing page and an editor": {"editing": "rename"},
}


@dataclass(frozen=True)
class Sizes:
    """How much is played."""

    seconds: float
    pages: int
    chromium: int = 0
    kill: str = ""
    editor_s: float = 0.12


def run(folder: Path, sizes: Sizes) -> tuple[list[Verdict], int]:
    """Play in ``folder``; return a verdict of each scenario, and how often something was killed."""
    site = folder / f"site-{os.getpid()}"
    (site / "daebug").mkdir(parents=True)
    (site / "index.html").write_text(PAGE)
    home = Home(folder / "home", site)
    try:
        return _played(home, site, sizes)
    finally:
        home.close()


def _played(home: Home, site: Path, sizes: Sizes) -> tuple[list[Verdict], int]:
    """Play with the daemon of ``home``."""
    url = _answer(home, "start")["served"]["url"]
    port, token = int(url.rpartition(":")[2].rstrip("/")), _token(url)
    kinds = list(SCENARIOS)
    scenario = {f"page-{n}": kinds[n % len(kinds)] for n in range(sizes.pages + sizes.chromium)}
    names = list(scenario)
    real, light = names[sizes.pages :], names[: sizes.pages]
    paths = {name: _transcript(site, name) for name in names}
    tables = [Table(path=str(paths[name]), **SCENARIOS[scenario[name]]) for name in names]
    plan = Plan(tables=tables, seconds=sizes.seconds, editor_s=sizes.editor_s)
    flushing = [name for name in light if scenario[name].startswith("flushing")]
    quiet = [name for name in light if name not in flushing]
    ran: Counter[str] = Counter()
    with (
        _echoes(port, token, 0.0, quiet, ran),
        _echoes(port, token, FLUSH_S, flushing, ran),
        tabs.opened(url, real, ran),
    ):
        played, kills = _crowd(home, plan, sizes)
        _rest(paths, played)
    return _verdicts(scenario, paths, played, ran, killed=kills > 0), kills


def _verdicts(
    scenario: dict[str, str],
    paths: dict[str, Path],
    played: Played,
    ran: Counter[str],
    *,
    killed: bool,
) -> list[Verdict]:
    """Return a verdict of each scenario, and of all at the end."""
    found = {kind: Verdict(scenario=kind) for kind in SCENARIOS}
    everything = Verdict(scenario="all")
    for name, kind in scenario.items():
        for one in (found[kind], everything):
            verdict.judge(one, paths[name], played, ran, killed=killed)
            took = [
                ms
                for asked, ms in played.took
                if one is everything or scenario[asked.partition(".")[0]] == kind
            ]
            one.p50_ms = 1000 * statistics.median(took) if took else 0.0
    return [*[one for one in found.values() if one.asked], everything]


def _crowd(home: Home, plan: Plan, sizes: Sizes) -> tuple[Played, int]:
    """Let agents and editors work, and kill meanwhile."""
    done, kills = threading.Event(), [0]
    last = time.monotonic() + sizes.seconds

    def killing() -> None:
        while not done.wait(KILL_S) and time.monotonic() < last:
            with contextlib.suppress(ProcessLookupError):
                kills[0] += _kill(home, sizes.kill)

    killer = threading.Thread(target=killing)
    if sizes.kill:
        killer.start()
    try:
        told = subprocess.run(
            [sys.executable, "-m", "tests.stress.crowd"],
            input=msgspec.json.encode(plan),
            env=_environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
            timeout=sizes.seconds + 90,
        )
    finally:
        done.set()
        if sizes.kill:
            killer.join()
    return msgspec.json.decode(told.stdout, type=Played), kills[0]


def _kill(home: Home, role: str) -> int:
    """Kill the process of ``role``, if it is up; return how many that were."""
    told = home("status", "--json")
    if told.returncode:
        return 0
    for one in json.loads(told.stdout)["processes"]:
        if one["name"] == role and one["state"] == "up":
            os.kill(one["pid"], signal.SIGKILL)
            return 1
    return 0


def _rest(paths: dict[str, Path], played: Played) -> None:
    """Wait until nothing is to be done in any file; the verdict tells if that did not come."""
    until = time.monotonic() + REST_S
    waiting = threading.Event()
    while time.monotonic() < until:
        if all(verdict.settled(path, played.asked[name]) for name, path in paths.items()):
            return
        waiting.wait(0.1)


@contextlib.contextmanager
def _echoes(
    port: int, token: str, flush_s: float, names: list[str], ran: Counter[str]
) -> Iterator[None]:
    """Have light pages; what they ran is added to ``ran`` at the end."""
    if not names:
        yield
        return
    words = [sys.executable, "-m", "tests.stress.echoes", str(port), token, str(flush_s), *names]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, env=_environment(), cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline() == b"joined\n"
        yield
        told, _ = process.communicate(timeout=20)
        ran.update(json.loads(told))


def _answer(home: Home, *words: str) -> Any:
    """Return what a command answers with --json."""
    told = home(*words, "--json")
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def _token(url: str) -> str:
    """Return the token that pages of ``url`` are given."""
    origin = url.rstrip("/")
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": origin}
    asked = urllib.request.Request(f"{origin}/-daebug/page.js", headers=headers)
    with urllib.request.urlopen(asked, timeout=20) as response:
        found = re.search(r'"token":\s*"([^"]+)"', response.read().decode())
    assert found
    return found[1]


def _transcript(site: Path, name: str) -> Path:
    """Make a transcript with a title and a footer."""
    path = site / "daebug" / f"{name}.md"
    path.write_text(f"# {name} Session\n\n{marks.FOOTER}")
    return path


def _environment() -> dict[str, str]:
    """Return the environment of our own programs."""
    return {**os.environ, "PYTHONPATH": f"{ROOT / '.pkg'}:{ROOT}"}
