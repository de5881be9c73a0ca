"""One breakpoint of a program under Node: what was asked for, and where V8 has put it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import conditions

if TYPE_CHECKING:
    from .thread import Thread

NOT_LOADED = "it is in no script that is loaded yet"


@dataclass(eq=False)
class Point:
    """One breakpoint: at a line, or at a function (``name``)."""

    id: int
    path: str
    line: int
    column: int
    condition: str
    hits: str
    log: str
    name: str = ""
    message: str = ""
    #: Where it is: DAP's source, line and column; ``None`` = nowhere yet.
    place: tuple[dict[str, Any], int, int] | None = None
    #: CDP's numbers of it, by thread.
    set: dict[Thread, list[str]] = field(default_factory=dict)

    @classmethod
    def asked(cls, path: str, told: dict[str, Any]) -> Point:
        """Return DAP's SourceBreakpoint or FunctionBreakpoint as one without a number."""
        return cls(
            id=0,
            path=path,
            line=int(told.get("line") or 0),
            column=int(told.get("column") or 0),
            condition=str(told.get("condition") or ""),
            hits=str(told.get("hitCondition") or ""),
            log=str(told.get("logMessage") or ""),
            name=str(told.get("name") or ""),
        )

    @property
    def terms(self) -> tuple[object, ...]:
        """What was asked for: who asks for the same means the same breakpoint."""
        return self.line, self.column, self.condition, self.hits, self.log, self.name

    @property
    def text(self) -> str:
        """The condition as V8 gets it."""
        return conditions.text(self.id, condition=self.condition, hits=self.hits, log=self.log)

    def told(self) -> dict[str, Any]:
        """Return DAP's Breakpoint."""
        if self.place is None:
            return {"id": self.id, "verified": False, "message": self.message or NOT_LOADED}
        source, line, column = self.place
        return {"id": self.id, "verified": True, "source": source, "line": line, "column": column}
