"""Read the log files: both formats, merged by time, each line once."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

#: Bytes read of one file at the first look.
FIRST_BYTES = 1024 * 1024


class Line(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One entry; a traceback belongs to the line above it."""

    process: str
    at: str = ""
    level: str = ""
    session: str = ""
    step: str = ""
    text: str


class Reader:
    """Where each file was read up to."""

    def __init__(self, folder: Path, processes: list[str]) -> None:
        """Read the logs of ``processes`` in ``folder``."""
        self._paths = {name: folder / f"{name}.log" for name in processes}
        self._at: dict[str, tuple[int, int]] = {}

    def read(self) -> list[Line]:
        """Return the whole lines that came since the last call, by time."""
        found = [line for name in self._paths for line in self._new(name)]
        return sorted(found, key=lambda line: line.at)

    def _new(self, name: str) -> list[Line]:
        """Return the new lines of one file; a rotated file is read from its start."""
        path = self._paths[name]
        try:
            with path.open("rb") as file:
                stat = path.stat()
                inode, offset = self._at.get(
                    name, (stat.st_ino, max(0, stat.st_size - FIRST_BYTES))
                )
                if inode != stat.st_ino or offset > stat.st_size:
                    offset = 0
                file.seek(offset)
                data = file.read()
        except OSError:
            return []
        whole = data[: data.rfind(b"\n") + 1]
        self._at[name] = (stat.st_ino, offset + len(whole))
        return entries(name, whole.decode("utf-8", "replace").splitlines())


def entries(process: str, lines: list[str]) -> list[Line]:
    """Return lines as entries; continuation lines take the time of the entry above."""
    made: list[Line] = []
    for text in lines:
        entry = _json(process, text) if text.startswith("{") else _text(process, text)
        if entry is None and made:
            entry = Line(process=process, at=made[-1].at, level=made[-1].level, text=text)
        made.append(entry or Line(process=process, text=text))
    return made


def _json(process: str, text: str) -> Line | None:
    """Return a JSON line as an entry."""
    try:
        fields = json.loads(text)
    except ValueError:
        return None
    return Line(
        process=process,
        at=str(fields.get("at", "")),
        level=str(fields.get("level", "")),
        session=str(fields.get("session", "")),
        step=str(fields.get("step", "")),
        text=text,
    )


def _text(process: str, text: str) -> Line | None:
    """Return a text line as an entry; ``None`` if it is a continuation."""
    at, _, rest = text.partition(" ")
    level = rest.partition(" ")[0].lower()
    if len(at) != len("2026-01-01T00:00:00.000") or at[4:5] != "-":
        return None
    return Line(process=process, at=at, level=level, text=text)
