"""What Daebug is measured beside in JavaScript (``peer.mjs``), where there is a Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Self

SOURCE = Path(__file__).with_name("peer.mjs")

#: Seconds for Node to end once nothing more is asked.
END_S = 10.0


class Peer:
    """One Node that is asked again and again."""

    def __enter__(self) -> Self:
        """Start it, if it is installed."""
        node = shutil.which("node")
        self._node = node and subprocess.Popen(
            [node, SOURCE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        if self._node:
            with self._node:
                assert self._node.stdin is not None
                self._node.stdin.close()
                self._node.wait(END_S)

    def answer(self, kind: str, **asked: Any) -> dict[str, Any] | None:
        """Return ``samples`` in milliseconds, and what was ``found``; none without a Node."""
        if not self._node:
            return None
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps({"kind": kind, **asked}) + "\n")
        self._node.stdin.flush()
        told: dict[str, Any] = json.loads(self._node.stdout.readline())
        return told
