"""Tests of ``daemon/commands``, a mirror of its tree."""
