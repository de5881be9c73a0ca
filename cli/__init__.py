"""The command line's client side: the launcher, its Python twin, the cold start.

Nothing here parses a command: words go to the daemon, text comes back.
"""
