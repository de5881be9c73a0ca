"""Tests of ``daemon``, a mirror of its tree."""
