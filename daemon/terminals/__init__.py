"""The role that owns terminals: pseudo-terminals, shell runs, and all they start."""
