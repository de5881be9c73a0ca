"""Tests of ``protocol/``: one module each, and the recorded bytes of the wire."""
