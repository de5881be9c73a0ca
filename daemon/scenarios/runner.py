"""Run a scenario: its own daemon, the real command line, one step after the other."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from . import commands, expectations
from .client import Failed, Told, ended, typed
from .format import (
    AwaitStep,
    CommandStep,
    EvaluateStep,
    LocalsStep,
    OutputStep,
    Scenario,
    StackStep,
    Step,
)

#: Longest time for one line of the setup, in seconds.
SETUP_S = 120.0


class Result(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a scenario came to."""

    name: str
    path: str
    passed: bool
    steps: int
    #: The first step that failed, from 1; 0 = none, or the setup.
    failed_step: int = 0
    why: str = ""
    seconds: float = 0.0


class Runner:
    """One scenario in a daemon of its own."""

    def __init__(self, scenario: Scenario, path: str, env: Mapping[str, str], cwd: str) -> None:
        """Run ``scenario``, the content of ``path``, as a caller with ``env`` in ``cwd``."""
        self._scenario = scenario
        self._path = path
        self._folder = os.path.dirname(path)
        self._cwd = cwd
        # Short, for its socket; never the caller's daemon, whose sessions are not ours to touch.
        self._home = tempfile.mkdtemp(prefix="dae-")
        self._env = {
            **env,
            "DAEBUG_RUNTIME_DIR": f"{self._home}/run",
            "DAEBUG_STATE_DIR": f"{self._home}/state",
            "NO_COLOR": "1",
        }
        self._env.pop("DAEBUG_SESSION", None)
        #: The stop at the entry, while nothing has run since.
        self._entry: dict[str, Any] = {}
        #: A breakpoint stands there, and the program was told to go on: that is its hit.
        self._hit = False

    async def run(self) -> Result:
        """Do it all, and leave nothing behind."""
        began = time.monotonic()
        done = 0
        result = Result(
            name=self._scenario.name,
            path=self._path,
            passed=False,
            steps=len(self._scenario.steps),
        )
        try:
            await self._prepare()
            await self._start()
            for step, following in zip(
                self._scenario.steps, [*self._scenario.steps[1:], None], strict=True
            ):
                done += 1
                await self._step(step, following)
            result.passed = True
        except Failed as failure:
            result.why, result.failed_step = str(failure), done
        finally:
            with contextlib.suppress(Failed):
                await self._daebug("stop", "--all")
            shutil.rmtree(self._home, ignore_errors=True)
        result.seconds = round(time.monotonic() - began, 3)
        return result

    async def _prepare(self) -> None:
        """Run the lines of the setup."""
        for line in self._scenario.setup:
            process = await asyncio.create_subprocess_exec(
                "/bin/sh",
                "-c",
                line.shell,
                cwd=self._cwd,
                env=self._env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            said = await ended(process, SETUP_S)
            if process.returncode:
                raise Failed(f"setup: {line.shell}: {said.decode(errors='replace').strip()[-400:]}")

    async def _start(self) -> None:
        """Start the program, or attach to the process."""
        target = self._scenario.target
        name = commands.ADAPTERS.get(target.adapter, target.adapter)
        adapter = ["--adapter", name] if name else []
        if target.mode == "attach":
            pid = target.pid if target.pid is not None else self._pid(target.pid_file)
            told = await self._daebug("attach", str(pid), *adapter)
        else:
            env = [word for n, value in target.env.items() for word in ("--env", f"{n}={value}")]
            cwd = ["--cwd", self._place(target.cwd)] if target.cwd else []
            hold = [] if target.stop_on_entry else ["--run", "--no-wait"]
            program = self._place(target.program)
            words = [*adapter, *env, *cwd, *hold, program, "--", *target.args]
            told = await self._daebug("start", *words)
        if told.status:
            raise Failed(f"start: {told.text.strip()}")
        self._entry = told.document if told.document.get("reason") == "entry" else {}

    def _place(self, name: str) -> str:
        """Return the path of a file or folder: below the scenario's folder, else the caller's."""
        here, there = os.path.join(self._folder, name), os.path.join(self._cwd, name)
        return here if os.path.exists(here) or not os.path.exists(there) else there

    def _pid(self, name: str) -> int:
        """Return the pid in a file."""
        try:
            return int(Path(self._place(name)).read_text().strip())
        except (OSError, ValueError) as error:
            raise Failed(f"target.pid_file: {error}") from error

    async def _step(self, step: Step, following: Step | None) -> None:
        """Do one step.

        Raises:
            Failed: it is not as it should be.
        """
        match step:
            case CommandStep():
                why = await self._command(step, following)
            case AwaitStep():
                told = await self._awaited(step.timeout)
                why = told.text if told.status else expectations.stop(step.expect, told.document)
            case LocalsStep():
                told = await self._daebug("locals", "--all")
                found = told.document.get("variables", [])
                why = told.text if told.status else expectations.variables(step.asserts, found)
            case StackStep():
                told = await self._daebug("backtrace", "--limit", "50")
                found = told.document.get("frames", [])
                why = told.text if told.status else expectations.frames(step.asserts, found)
            case OutputStep():
                told = await self._daebug("output", "--all")
                why = expectations.output(step, str(told.document.get("text", "")))
            case EvaluateStep():
                told = await self._daebug("print", "--", step.expression)
                error = told.text if told.status else ""
                why = expectations.result(step.expect, told.document.get("value", {}), error)
        if why:
            raise Failed(f"{_said(step)}: {why}")

    async def _command(self, step: CommandStep, following: Step | None) -> str:
        """Type a command; one after which the program runs leaves the waiting to ``await``."""
        words = commands.words(step.command)
        if not words:
            return "it is empty"
        if words[0] in commands.RUNNING:
            self._hit = words in (["continue"], ["c"]) and await self._stands_at_entry()
            self._entry = {}
            if self._hit:
                return expectations.command(step.expect, succeeded=True, text="continuing")
        if (
            words[0] in commands.RUNNING
            and words[0] != "pause"
            and isinstance(following, AwaitStep)
        ):
            words.append("--no-wait")
        told = await self._daebug(*words)
        return expectations.command(step.expect, succeeded=told.status == 0, text=told.text)

    async def _stands_at_entry(self) -> bool:
        """Tell whether a breakpoint that always stops was set where the program is held.

        Others hold a program before its ``main``, and reach that by a breakpoint.
        """
        if not self._entry:
            return False
        told = await self._daebug("breakpoint", "list")
        return expectations.stands(told.document.get("breakpoints", []), self._entry)

    async def _awaited(self, timeout_s: float) -> Told:
        """Return the stop that the program comes to."""
        if not self._hit:
            return await self._daebug("await", "--timeout", f"{timeout_s:g}", wait_s=timeout_s)
        self._hit = False
        told = await self._daebug("context")
        return Told(told.status, {**told.document, "reason": "breakpoint"}, told.text)

    async def _daebug(self, verb: str, *words: str, wait_s: float = 0.0) -> Told:
        """Run one command of ours; raises as ``client.typed``."""
        return await typed(verb, words, folder=self._folder, env=self._env, wait_s=wait_s)


async def every(runners: list[Runner], jobs: int) -> AsyncIterator[Result]:
    """Run all, ``jobs`` at once; yield each result as it comes."""
    gate = asyncio.Semaphore(jobs)

    async def one(runner: Runner) -> Result:
        async with gate:
            return await runner.run()

    tasks = [asyncio.create_task(one(runner)) for runner in runners]
    try:
        for task in asyncio.as_completed(tasks):
            yield await task
    finally:
        for unfinished in tasks:
            unfinished.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _said(step: Step) -> str:
    """Return a step in a few words."""
    match step:
        case CommandStep():
            return step.command
        case EvaluateStep():
            return f"evaluate {step.expression}"
    return str(type(step).__struct_config__.tag)
