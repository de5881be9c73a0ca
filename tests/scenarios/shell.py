"""One bash in which a scenario types: variables, folders and background jobs last.

Output and errors come as one text, in order.  Every command has a deadline.
"""

from __future__ import annotations

import os
import re
import select
import shlex
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

#: Seconds one command may take.
DEADLINE_S = 30

#: What bash prints after a command: its exit status between two record separators.
ENDED = re.compile(rb"\x1e(\d+)\x1e\Z")


class Shell:
    """A running bash; used with ``with``, which ends it and what it left running."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        """Start bash in ``folder``."""
        self._bash = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.killpg(self._bash.pid, signal.SIGKILL)
        self._bash.communicate()

    def type(self, command: str) -> tuple[str, int]:
        """Run a command; return what it wrote and its exit status.

        Raises:
            TimeoutError: it took more than ``DEADLINE_S``; what it wrote so far is told.
        """
        assert self._bash.stdin is not None
        # The command must not read the commands that follow it.
        line = f"eval {shlex.quote(command)} </dev/null; printf '\\036%d\\036' $?\n"
        self._bash.stdin.write(line.encode())
        self._bash.stdin.flush()
        return self._answer(command)

    def _answer(self, command: str) -> tuple[str, int]:
        """Read until the command's exit status."""
        assert self._bash.stdout is not None
        fd, data, until = self._bash.stdout.fileno(), b"", time.monotonic() + DEADLINE_S
        while not (ended := ENDED.search(data)):
            ready, _, _ = select.select([fd], [], [], max(0.0, until - time.monotonic()))
            more = os.read(fd, 65536) if ready else b""
            if not more:
                why = "bash ended" if ready else f"no end after {DEADLINE_S} s"
                raise TimeoutError(f"$ {command}\n{data.decode('utf-8', 'replace')}({why})")
            data += more
        return data[: ended.start()].decode("utf-8", "replace"), int(ended[1])
