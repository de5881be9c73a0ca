"""Tests of ``protocol/transcript/``; ``data/`` holds what the predecessor wrote."""
