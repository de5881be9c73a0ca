"""Scenario files: a debugging session written down, run in a daemon of its own, and checked."""
