"""Structured logs: one file a process, text or JSON lines, rotated.

A line has time, level, process, session, job, step and the message.  Callers
say ``log.info("...", extra={"session": name, "job": id, "step": "launch"})``.
Environments and values are logged at DEBUG only, and cut there.

In a process with an event loop a line is written on the loop's next turn: what
is under way does not wait for the disk.  A warning is written at once, after
what waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import logging.handlers
import time
from pathlib import Path
from typing import Any

from ..protocol.config import Log

FIELDS = ("session", "job", "step")


class TextLines(logging.Formatter):
    """``2026-11-21T10:05:00.123 INFO bridge [prog #7 launch] message``."""

    def __init__(self, process: str) -> None:
        """Name ``process`` in every line."""
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback follows on lines of its own."""
        where = " ".join(str(getattr(record, name)) for name in FIELDS if hasattr(record, name))
        line = f"{_moment(record)} {record.levelname} {self._process}"
        line += f" [{where}] {record.getMessage()}" if where else f" {record.getMessage()}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, process: str) -> None:
        """Name ``process`` in every object."""
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Return ``{"at", "level", "process", "session", "job", "step", "message"}``."""
        entry = {
            "at": _moment(record),
            "level": record.levelname.lower(),
            "process": self._process,
            **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)},
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


class NextTurn(logging.handlers.RotatingFileHandler):
    """A file that is written when the code that logs has done its work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Open the file as ``RotatingFileHandler`` does."""
        super().__init__(*args, **kwargs)
        self._waiting: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Write ``record`` soon, or now where there is no loop or something is wrong."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if loop is None or record.levelno >= logging.WARNING:
            self._write()
            super().emit(record)
            return
        try:
            record.msg, record.args = record.getMessage(), None
        except (TypeError, ValueError):
            self.handleError(record)
            return
        self._waiting.append(record)
        if len(self._waiting) == 1:
            loop.call_soon(self._write)

    def close(self) -> None:
        """Write what waits, and close the file."""
        self._write()
        super().close()

    def _write(self) -> None:
        """Write what waits, in order."""
        with self.lock or contextlib.nullcontext():
            waiting, self._waiting = self._waiting, []
            for record in waiting:
                super().emit(record)


def start(process: str, folder: Path, settings: Log) -> None:
    """Send the logs of ``process`` to ``folder``/``process``.log.

    A folder that can't be written (full disk, read-only home) costs the log,
    never the command: logging then goes nowhere.
    """
    root = logging.getLogger("daebug")
    root.setLevel(settings.level.upper())
    root.propagate = False
    root.handlers.clear()
    lines = JsonLines(process) if settings.format == "json" else TextLines(process)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target: logging.Handler = NextTurn(
            folder / f"{process}.log",
            maxBytes=settings.file_bytes,
            backupCount=1,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError:
        target = logging.NullHandler()
    target.setFormatter(lines)
    root.addHandler(target)
    # What no line shows is not looked up: the line of code, thread and process.
    # https://docs.python.org/3/howto/logging.html#optimization
    logging._srcfile = None  # noqa: SLF001 - the documented way
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    # A disk that fills up later must not print tracebacks into closed descriptors.
    logging.raiseExceptions = False


def _moment(record: logging.LogRecord) -> str:
    """Return the record's time, local, to the millisecond."""
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(record.created))
    return f"{stamp}.{int(record.msecs):03d}"
