"""What a run of tests is asked for, and the words of a command line as patterns of its folder."""

from __future__ import annotations

import os
import re

import msgspec

from ...protocol.errors.usage import BadUsage

#: Seconds that one file may take, unless it is told otherwise.
FILE_S = 600.0

#: Pages of one run.
MOST_PAGES = 64

#: As many pages as there are processors.
AUTO = -1

#: Where a folder is meant, these files in it are.
IN_FOLDER = "**/*.{js,cjs,mjs}"

_SPECIAL = re.compile(r"([*?\[\]{}()\\!@])")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One run."""

    #: The folder that is served, a real absolute path.
    root: str
    #: Where to serve it if it is not served; 0 = as always.
    port: int = 0
    #: Patterns from the root; empty = what Node runs without being told.
    files: list[str] = []
    #: Patterns of what is left out; ``None`` = build folders.
    exclude: list[str] | None = None
    #: Where to look, as ``/path`` from the root.
    folder: str = "/"
    #: The page to run in, by its name; empty = one that is there, else a browser is started.
    page: str = ""
    #: How many pages share the files; ``AUTO`` = one for each processor.
    pages: int = 1
    #: Seconds for one file; 0 = ``FILE_S``.  A test that sets no limit of its own gets it too.
    timeout_s: float = 0.0
    #: A browser by path or name; empty = the setting, CHROME_PATH, PATH.
    browser: str = ""
    #: Show the browser's window.
    headed: bool = False
    #: The environment for a browser.
    env: dict[str, str] = {}

    @property
    def file_s(self) -> float:
        """Seconds for one file."""
        return self.timeout_s or FILE_S

    @property
    def own_browser(self) -> bool:
        """Whether a browser is started though pages are open."""
        return bool(self.browser or self.headed)


def within(root: str, folder: str) -> bool:
    """Whether ``folder`` is ``root`` or in it."""
    below = os.path.relpath(os.path.realpath(folder), root)
    return below.split(os.sep)[0] != ".."


def inside(root: str, folder: str) -> str:
    """Return ``folder``, which is in ``root``, as ``/path`` from it."""
    below = os.path.relpath(os.path.realpath(folder), root)
    return "/" if below == "." else "/" + below.replace(os.sep, "/")


def patterns(words: list[str], root: str, cwd: str, *, command: str) -> list[str]:
    """Return the words of somebody in ``cwd`` as patterns from ``root``.

    A file that is there is meant as it is called, a folder with all scripts in it.

    Raises:
        BadUsage: a word leads out of the root.
    """
    return [_pattern(word, root, cwd, command) for word in words]


def _pattern(word: str, root: str, cwd: str, command: str) -> str:
    """Return one word as a pattern."""
    path = os.path.normpath(os.path.join(os.path.realpath(cwd), os.path.expanduser(word)))
    below = os.path.relpath(path, root)
    if below.split(os.sep)[0] == "..":
        raise BadUsage(why=f"{word} is outside of {root}", command=command)
    pattern = below.replace(os.sep, "/")
    if os.path.isdir(path):
        literal = "" if pattern == "." else _SPECIAL.sub(r"\\\1", pattern) + "/"
        return literal + IN_FOLDER
    return _SPECIAL.sub(r"\\\1", pattern) if os.path.isfile(path) else pattern
