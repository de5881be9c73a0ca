"""The gateway role; ``process`` is its entry."""
