"""Markdown that drives the real command line: see README.md."""
