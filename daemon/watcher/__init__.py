"""The watcher role; ``process`` is its entry."""
