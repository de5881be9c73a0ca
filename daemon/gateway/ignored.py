"""What git would not look at: the rules of ``.gitignore`` files.  Pure.

gitignore(5): the last rule that fits decides; a rule with a slash inside is meant
from its own folder, one without at any depth; ``!`` takes a file in again, but
not from a folder that is out.  https://git-scm.com/docs/gitignore
"""

from __future__ import annotations

import msgspec

from . import glob
from .glob import Compiled


class Rule(msgspec.Struct, frozen=True):
    """One line of a ``.gitignore``."""

    pattern: Compiled
    #: The folder of its file, as parts from the root.
    folder: tuple[str, ...]
    negated: bool
    folders_only: bool


def rules(text: str, folder: tuple[str, ...]) -> list[Rule]:
    """Return the rules of a ``.gitignore`` with ``text`` that lies in ``folder``."""
    made = (_rule(line, folder) for line in text.splitlines())
    return [rule for rule in made if rule is not None]


def out(known: list[Rule], parts: tuple[str, ...], *, is_folder: bool) -> bool:
    """Whether the file or folder at ``parts`` (from the root) is ignored by ``known`` rules."""
    for rule in reversed(known):
        if rule.folders_only and not is_folder:
            continue
        if parts[: len(rule.folder)] != rule.folder:
            continue
        inside = list(parts[len(rule.folder) :])
        if glob.fits(rule.pattern, inside):
            return not rule.negated
    return False


def _rule(line: str, folder: tuple[str, ...]) -> Rule | None:
    """Return the rule that ``line`` makes; ``None`` for blank lines, comments, and nonsense."""
    text = line if line.endswith("\\ ") else line.rstrip()
    if not text or text.startswith("#"):
        return None
    negated = text.startswith("!")
    text = text.removeprefix("!")
    folders_only = text.endswith("/")
    text = text.rstrip("/")
    anchored = "/" in text
    text = text.lstrip("/")
    if not text:
        return None
    pattern = glob.compiled(text if anchored else f"**/{text}")
    return Rule(pattern, folder, negated, folders_only)
