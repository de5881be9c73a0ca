"""Tests of the watcher: real files, and a small hub on a real bus."""
