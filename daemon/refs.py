"""Short names for values within one stop: ``@v3``.

A name stays with its value as long as the program is stopped, however often
it is listed; when the program runs on, all names end.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Held:
    """A value of the adapter that has a short name."""

    #: DAP variablesReference; its parts are asked for with it.
    reference: int
    name: str
    type: str = ""
    value: str = ""
    #: Expression for the value, where the adapter gives one.
    expression: str = ""
    #: DAP's number of the frame in which ``expression`` is one.
    frame: int = 0
    #: Where it was listed: a scope of a frame, or the short name of what it is a part of.
    #: Adapters give the same scope a new reference each time they are asked.
    within: str = ""
    #: How many elements it has; 0 = none, or not counted.
    elements: int = 0


@dataclass
class Refs:
    """The short names of one stop."""

    _held: dict[str, Held] = field(default_factory=dict)
    _names: dict[tuple[str, str], str] = field(default_factory=dict)

    def name(self, held: Held) -> str:
        """Return the short name of ``held``: the one it has, or a new one."""
        key = (held.within, held.name)
        if key not in self._names:
            self._names[key] = f"@v{len(self._names) + 1}"
        self._held[self._names[key]] = held
        return self._names[key]

    def find(self, ref: str) -> Held | None:
        """Return what ``ref`` (``@v3``) names in this stop."""
        return self._held.get(ref)
