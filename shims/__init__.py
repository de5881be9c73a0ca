"""Code that runs in somebody else's process: read as files, imported by nobody here."""
