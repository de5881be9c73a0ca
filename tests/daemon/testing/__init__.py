"""Tests of daemon/testing."""
