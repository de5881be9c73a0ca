"""The keeper of a browser: a small process of its own that ends it whatever becomes of us.

Started as a program: ``keeper.py CHANNEL WORDS...`` with the browser's command
line and the descriptor of its DevTools channel, which the browser finds as 3
and 4.  Standard input is the leash: at its end, be it closed or its holder
killed, the browser is killed with all that it started, and its private profile
folder is removed.  Killed itself, the kernel ends the browser, and the next
keeper removes the folder.  How the browser ended stands on standard output.

Only the standard library is imported: this starts in 20 ms.
"""

from __future__ import annotations

import collections
import contextlib
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

#: Where a browser with --remote-debugging-pipe reads and writes.
CHANNEL = (3, 4)

#: Profile folders are called so; a lock on one says that somebody uses it.
PREFIX = "daebug-browser-"

#: unix(7): a socket's path has at most 107 characters; a browser adds 70 to this.
PLACE_CHARS = 32

#: A folder younger than this, in seconds, may be one that is just being locked.
YOUNG_S = 10.0

#: Seconds for what the browser started to be gone after it.
SWEEP_S = 5.0

#: Bytes of the browser's last words.
WORDS_BYTES = 2_000

#: prctl(2): "the signal that the calling process will get when its parent dies"; and
#: "a subreaper fulfills the role of init(1) for its descendant processes".
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def main(channel: int, words: list[str]) -> int:
    """Keep one browser until it ends or the leash does; return our exit status."""
    for fd in CHANNEL:  # before anything else is opened, which could get these numbers
        os.dup2(channel, fd)
    if channel not in CHANNEL:
        os.close(channel)
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    _remove_stale()
    profile = tempfile.mkdtemp(prefix=PREFIX, dir=_place())
    lock = _locked(profile)
    status, said = None, b""
    try:
        browser = _start(words, profile)
        for fd in CHANNEL:
            os.close(fd)
        threading.Thread(target=_hold, args=(browser.pid,), daemon=True).start()
        tail: collections.deque[bytes] = collections.deque(maxlen=8)
        reader = threading.Thread(target=_listen, args=(browser, tail), daemon=True)
        reader.start()
        status = browser.wait()
        _sweep(browser.pid)
        reader.join(1.0)
        said = b"".join(tail)[-WORDS_BYTES:]
    except OSError as error:
        said = str(error).encode()
    finally:
        shutil.rmtree(profile, ignore_errors=True)
        os.close(lock)
    told = {"status": status, "said": said.decode("utf-8", "replace")}
    with contextlib.suppress(OSError):
        os.write(1, json.dumps(told).encode() + b"\n")
    return 0


def _place() -> str:
    """Return where profile folders are made: a browser has sockets in it, with short paths."""
    usual = tempfile.gettempdir()
    return usual if len(usual) <= PLACE_CHARS else "/tmp"  # noqa: S108 - mkdtemp makes it private


def _start(words: list[str], profile: str) -> subprocess.Popen[bytes]:
    """Start the browser in a process group of its own; all that it writes goes into ``profile``."""
    inside = os.path.join(profile, "t")
    os.mkdir(inside)
    private = dict.fromkeys(("TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), inside)
    return subprocess.Popen(
        [*words, f"--user-data-dir={profile}"],
        env={**os.environ, **private},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=CHANNEL,
        start_new_session=True,
        preexec_fn=_die_with_us,  # noqa: PLW1509 - no thread runs yet
    )


def _die_with_us() -> None:
    """Have the kernel end this process when its parent ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _hold(group: int) -> None:
    """Kill the browser when the leash ends."""
    while os.read(0, 4096):
        pass
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _listen(browser: subprocess.Popen[bytes], tail: collections.deque[bytes]) -> None:
    """Keep the end of what the browser says, and never let it wait for us."""
    assert browser.stderr is not None
    while data := os.read(browser.stderr.fileno(), 4096):
        tail.append(data)


def _sweep(group: int) -> None:
    """Kill what the browser left, in its group and outside of it, and collect the dead."""
    deadline = time.monotonic() + SWEEP_S
    while time.monotonic() < deadline:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
        for pid in _children():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.01)


def _children() -> list[int]:
    """Return our children; those of dead parents among them, where the kernel can tell."""
    found: list[int] = []
    for path in glob.glob("/proc/self/task/*/children"):
        with contextlib.suppress(OSError), open(path, encoding="ascii") as file:
            found += map(int, file.read().split())
    return found


def _locked(profile: str) -> int:
    """Return a descriptor that holds the lock of a profile folder."""
    import fcntl  # absent on Windows, where there is no keeper

    fd = os.open(profile, os.O_RDONLY)
    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return fd


def _remove_stale() -> None:
    """Remove profile folders of keepers that were killed."""
    pattern = os.path.join(glob.escape(_place()), f"{PREFIX}*")
    for path in glob.glob(pattern):
        with contextlib.suppress(OSError):
            status = os.lstat(path)
            if status.st_uid != os.getuid() or time.time() - status.st_mtime < YOUNG_S:
                continue
            os.close(_locked(path))
            shutil.rmtree(path, ignore_errors=True)


def _prctl(option: int, value: int) -> None:
    """Call prctl(2), where there is one."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
