"""A session that others attach to, over DAP."""
