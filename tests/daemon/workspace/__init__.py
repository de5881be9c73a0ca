"""Tests of ``daemon/workspace``, a mirror of its tree."""
