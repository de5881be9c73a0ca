"""Test suites inside pages: what to run, where, and what came of it."""
