"""The tests: a mirror of the sources, and the rules of the house."""
