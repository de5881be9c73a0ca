"""Served folders with real pages in a real browser."""
