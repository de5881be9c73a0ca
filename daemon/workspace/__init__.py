"""Tools for the agent that has found the bug: edit, patch, read, write, search, run."""
