"""The client's side on Windows: loopback TCP and a token file.  Untried.

The daemon writes ``port token`` to ``hub.token`` in its folder, which only this
user reads; the ask shows that it has read it.
Standard input is not relayed here: Windows can't poll it.
"""

from __future__ import annotations

import _socket
import os
import subprocess
import sys
import threading
from pathlib import Path

from ..protocol import places
from ..protocol.errors.daemon import NotStarted


def runtime_folder() -> str:
    """Return the absolute runtime folder."""
    return str(Path(places.runtime_folder(os.environ)).absolute())


def connect(folder: str) -> _socket.socket | None:
    """Return a connection to the daemon; None if there is none."""
    try:
        port, _ = _port_and_token(folder)
        connection = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        connection.connect(("127.0.0.1", int(port)))
    except (OSError, ValueError):
        return None
    return connection


def token(folder: str) -> str:
    """Return the token of the daemon that was just connected to."""
    return _port_and_token(folder)[1]


def _port_and_token(folder: str) -> tuple[str, str]:
    port, word = places.token(Path(folder)).read_text(encoding="ascii").split()
    return port, word


def start_process(folder: str, code: str, patience_s: float) -> None:
    """Start the daemon away from this console and wait for its ready byte.

    Raises:
        NotStarted: it ended, or said nothing for ``patience_s`` seconds.
    """
    place = str(Path(__file__).absolute().parents[2])
    # DETACHED_PROCESS and CREATE_NEW_PROCESS_GROUP: no console, no Ctrl-C of ours.
    # https://learn.microsoft.com/windows/win32/procthread/process-creation-flags
    process = subprocess.Popen(
        [sys.executable, "-E", "-P", "-c", code, place, folder, "1"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=0x00000008 | 0x00000200,
    )
    pipe = process.stdout
    assert pipe is not None
    said: list[bytes] = []
    reader = threading.Thread(target=lambda: said.append(pipe.read(1)), daemon=True)
    reader.start()
    reader.join(patience_s)
    if said != [b"R"]:
        raise NotStarted(why="it did not listen in time")
