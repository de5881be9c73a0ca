"""One file a verb; the folder is the registry (``daemon.registry``)."""
