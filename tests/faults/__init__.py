"""Bad input and faults, each through the real command line."""
