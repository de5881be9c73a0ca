"""Tests of what runs in pages: the parts in Node, the whole in a real browser."""
