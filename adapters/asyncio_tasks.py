"""The expression that tells asyncio's tasks: the text of ``shims/python/tasks.py``, run."""

from __future__ import annotations

from pathlib import Path

_TEXT = (Path(__file__).parent.parent / "shims" / "python" / "tasks.py").read_text("utf-8")

#: The program may run on another machine, so the text goes along; its namespace is thrown away.
EXPRESSION = f"(lambda names: (exec({_TEXT!r}, names), names['listed']())[1])({{}})"
