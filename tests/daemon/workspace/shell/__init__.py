"""Tests of what a shell command would do."""
