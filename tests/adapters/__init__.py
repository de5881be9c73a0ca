"""Tests of the bridge: pure parts, a fake adapter, and the real ones."""
