"""Tests of the DAP client."""
