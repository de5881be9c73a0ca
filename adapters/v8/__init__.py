"""An adapter of our own for Node.js: DAP on its standard streams, CDP to the program."""
