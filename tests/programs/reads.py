"""Says whether it is in a terminal, reads a line and repeats it."""

import sys

print("in a terminal" if sys.stdin.isatty() and sys.stdout.isatty() else "no terminal", flush=True)
print("got", input())
