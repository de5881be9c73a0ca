"""Text that is kept in the repository and must be what the code says now.

``DAEBUG_UPDATE=1`` rewrites it; without, a difference fails and is shown.
"""

from __future__ import annotations

import os
from pathlib import Path


def agrees(path: Path, text: str) -> None:
    """Fail unless ``path`` holds ``text``; with ``DAEBUG_UPDATE=1`` write it there."""
    if os.environ.get("DAEBUG_UPDATE") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    held = path.read_text(encoding="utf-8") if path.exists() else ""
    assert held == text, f"{path} is not what the code says; DAEBUG_UPDATE=1 rewrites it"
