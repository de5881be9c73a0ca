"""Daebug: one debugger for agents.

This file becomes ``daebug/__init__.py`` and holds the version, nothing else:
the thin client imports it on every call.
"""

__version__ = "0.1.0"
