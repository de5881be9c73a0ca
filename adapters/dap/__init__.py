"""The Debug Adapter Protocol as a client speaks it; nothing here knows an adapter by name."""
