"""The machine: versions of what programs are made and debugged with, and what the kernel allows."""

from __future__ import annotations

import asyncio
import os
import platform
import re
import resource
import shutil
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from ...protocol.errors import DaebugError
from .. import compiler
from ..testing import browser
from .findings import NOTE, OK, WRONG, Finding

#: Tools, the words that make them print their version, and what is missing without them.
TOOLS: Mapping[str, tuple[str, str]] = {
    "gcc": ("--version", "`daebug start prog.c` takes clang then"),
    "rustc": ("--version", "Rust types are shown raw without its formatters"),
    "go": ("version", "Delve builds Go programs with it"),
    "node": ("--version", "scripts of pages and Node programs"),
    "npm": ("--version", "`daebug setup codelldb` fetches with it"),
}

#: Seconds for a tool to tell its version.
TOLD_S = 5.0

YAMA = Path("/proc/sys/kernel/yama/ptrace_scope")
PERF = Path("/proc/sys/kernel/perf_event_paranoid")
CORES = Path("/proc/sys/kernel/core_pattern")

#: The highest value with which a user without rights may count events of own programs.
PERF_OWN = 2

#: Packages that Daebug is made of and that matter in a report.
PACKAGES = ("pyzmq", "msgspec", "aiohttp", "debugpy", "psutil")


def versions(version: str) -> list[Finding]:
    """Return what Daebug ``version`` is and runs on."""
    packages = ", ".join(f"{name} {_package(name)}" for name in PACKAGES)
    machine = f"{platform.platform()}, {os.cpu_count()} processors"
    python = f"{sys.version.split()[0]}  {sys.executable}"
    return [
        Finding(section="versions", name="daebug", text=version),
        Finding(section="versions", name="python", text=python),
        Finding(section="versions", name="system", text=machine),
        Finding(section="versions", name="packages", text=packages),
    ]


async def tools(env: Mapping[str, str], wanted_browser: str) -> list[Finding]:
    """Return compilers, Node and the browser, as they are on the PATH of ``env``."""
    told = await asyncio.gather(*(_tool(name, env) for name in TOOLS))
    return [*told, _browser(env, wanted_browser)]


def permissions() -> list[Finding]:
    """Return what the kernel lets this user do to processes."""
    root = os.geteuid() == 0
    found = [_user(root), _ptrace(root), _perf(root)]
    if (pattern := _first_line(CORES)) is not None:
        found.append(_cores(pattern))
    return found


def _user(root: bool) -> Finding:  # noqa: FBT001 - the one fact that it tells
    text = f"uid {os.geteuid()}{' (root)' if root else ''}"
    return Finding(section="permissions", name="user", text=text)


def _ptrace(root: bool) -> Finding:  # noqa: FBT001 - as above
    """Yama: 0 = own processes, 1 = own children, 2 = root only, 3 = nobody (kernel, Yama.rst)."""
    scope = _first_line(YAMA)
    finding = Finding(section="permissions", name="ptrace_scope", text=scope or "no Yama here")
    if scope in (None, "0") or (root and scope != "3"):
        return finding
    finding.state = NOTE if scope == "1" else WRONG
    finding.text = f"{scope}: `daebug attach` is refused but for programs that Daebug started"
    finding.fix = f"echo 0 | sudo tee {YAMA}"
    return finding


def _perf(root: bool) -> Finding:  # noqa: FBT001 - as above
    level = _first_line(PERF)
    finding = Finding(section="permissions", name="perf_event_paranoid", text=level or "none")
    if level and re.fullmatch(r"\d+", level) and int(level) > PERF_OWN and not root:
        finding.state, finding.fix = NOTE, f"echo {PERF_OWN} | sudo tee {PERF}"
        finding.text = f"{level}: rr and perf can't count events"
    return finding


def _cores(pattern: str) -> Finding:
    limit = resource.getrlimit(resource.RLIMIT_CORE)[0]
    words = "unlimited" if limit == resource.RLIM_INFINITY else f"{limit} bytes"
    finding = Finding(section="permissions", name="core files", text=f"{pattern}, {words}")
    if pattern.startswith("|"):
        finding.state, finding.fix = NOTE, "coredumpctl dump PROGRAM -o core"
        finding.text = f"a program takes them: {pattern[1:].split(maxsplit=1)[0]}"
    elif limit == 0:
        finding.state, finding.fix = NOTE, "ulimit -c unlimited"
        finding.text = "none are written: the limit is 0"
    return finding


async def _tool(name: str, env: Mapping[str, str]) -> Finding:
    """Return one tool as it tells of itself."""
    words, why = TOOLS[name]
    path = shutil.which(name, path=env.get("PATH", ""))
    finding = Finding(section="tools", name=name)
    if path is None:
        finding.state, finding.text = NOTE, f"not on PATH ({why})"
        return finding
    try:
        status, said = await asyncio.wait_for(compiler.run([path, words], "/", env), TOLD_S)
    except (TimeoutError, OSError) as error:
        finding.state, finding.text = WRONG, f"{path} does not run: {error or 'no answer'}"
        finding.fix = f"{path} {words}"
        return finding
    line = (said.splitlines() or [""])[0].strip()[:100]
    finding.state, finding.text = (NOTE if status else OK), f"{line}  {path}"
    return finding


def _browser(env: Mapping[str, str], wanted: str) -> Finding:
    """Return the browser that `daebug test` would start."""
    finding = Finding(section="tools", name="browser")
    try:
        finding.text = browser.found([wanted], env)
    except DaebugError as error:
        finding.state, finding.text, finding.fix = WRONG, error.text, error.next_step
        return finding
    if not finding.text:
        finding.state, finding.fix = NOTE, "apt-get install chromium"
        finding.text = "none: `daebug test` needs a page that is open"
    return finding


def _package(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"


def _first_line(path: Path) -> str | None:
    """Return what a file of the kernel says; ``None`` = there is none."""
    try:
        return path.read_text().strip()
    except OSError:
        return None
