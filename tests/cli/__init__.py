"""Tests of ``cli``, a mirror of its tree."""
