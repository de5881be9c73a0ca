"""Stand between a client and a real adapter, and spoil its words: ``between.py HOW ADAPTER ...``.

It has none of our code.  With a word for the version only (``--version``) the adapter
itself is run, unless HOW is about that.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import IO

#: What each way does.
WAYS = {
    "slow": "begins after a second",
    "silent": "takes everything and says nothing",
    "old": "says that it is of version 1",
    "garbage-first": "says a line that is no DAP before the adapter's first word",
    "garbage-later": "says such a line in the middle",
    "closes": "closes its stream in the middle, and lives on",
}

#: Bytes of the adapter that pass before the middle is reached.
MIDDLE_BYTES = 3000

NOISE = b"Segmentation fault (core dumped)\r\n\r\n"


def copied(source: IO[bytes], sink: IO[bytes]) -> None:
    """Copy what comes until it ends."""
    while data := os.read(source.fileno(), 65536):
        sink.write(data)
        sink.flush()


def spoiled(source: IO[bytes], how: str) -> None:
    """Copy what the adapter says to standard output, and spoil it."""
    passed = 0
    if how == "garbage-first":
        os.write(1, NOISE)
    while data := os.read(source.fileno(), 65536):
        passed += len(data)
        if how == "silent":
            continue
        os.write(1, data)
        if passed > MIDDLE_BYTES and how == "garbage-later":
            os.write(1, NOISE)
        if passed > MIDDLE_BYTES and how == "closes":
            # Standard input is the same stream.
            for end in (0, 1):
                os.close(end)
            threading.Event().wait()


def main() -> None:
    """Run the adapter, and stand between."""
    how, *command = sys.argv[1:]
    if {"--version", "-version"} & set(command):
        if how == "old":
            sys.stdout.write("GNU gdb (GDB) 1.0\n")
            return
        os.execvp(command[0], command)
    if how == "slow":
        threading.Event().wait(1)
    adapter = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert adapter.stdin
    assert adapter.stdout
    threading.Thread(target=copied, args=(sys.stdin.buffer, adapter.stdin), daemon=True).start()
    spoiled(adapter.stdout, how)


if __name__ == "__main__":
    main()
