"""Settings of the property tests: nothing is kept on disk, and a busy machine is no failure."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("transcript", database=None, deadline=None)
settings.load_profile("transcript")
