"""Installing debug adapters without root: packages, commands, where they lie, who needs them."""
