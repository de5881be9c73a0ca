"""The least that could answer a save: one process, one file, one connection.

``python -m tests.bench.save_floor FILE PORT``: watches the folder of FILE, and
at each save reads what was added and sends its length to the other end of a
connection to PORT; what comes back is appended to the file.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from tests.bench.inotify import CLOSE_WRITE, Saves


def main(words: list[str]) -> None:
    """Do it until it is killed."""
    file = Path(words[0])
    known = file.stat().st_size
    saves = Saves(file.parent, CLOSE_WRITE)
    with socket.create_connection(("127.0.0.1", int(words[1]))) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.sendall(b"ready")
        while True:
            saves.wait()
            with file.open("rb", buffering=0) as opened:
                opened.seek(known)
                added = opened.readall()
            if not added:
                continue  # our own answer
            link.sendall(b"%d" % len(added))
            answer = link.recv(1024)
            with file.open("ab", buffering=0) as opened:
                opened.write(answer)
                known = os.fstat(opened.fileno()).st_size


if __name__ == "__main__":
    main(sys.argv[1:])
