"""Run code in the selected frame: expression, assignment, call.

The same as print, for code that is wanted for what it does.

Examples:
  daebug eval "counter = 0"
  daebug eval 'reset(&table)' --frame 1
"""

from __future__ import annotations

from .print_ import PARAMS, Reply, Request, render, run

__all__ = ["ALIASES", "PARAMS", "TAKES_DASHES", "TOPIC", "Reply", "Request", "render", "run"]

TOPIC = "look"
ALIASES = ("evaluate",)
TAKES_DASHES = True
