"""A short program, run to its end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import psutil
import pytest

from daebug.daemon.workspace import program
from daebug.daemon.workspace.program import Written
from tests.arrivals import MS
from tests.home import ends

ENV = {"PATH": os.environ["PATH"]}


def script(text: str, **bounds: Any) -> Coroutine[Any, Any, Written]:
    known = {"most_bytes": 1_000_000, "timeout_s": 20_000 * MS, **bounds}
    return program.run("/bin/sh", ["sh", "-c", text], ENV, **known)


def test_both_outputs_and_the_status_are_told() -> None:
    done = asyncio.run(script("echo out; echo err >&2; exit 3"))
    assert done == Written(b"out\n", b"err\n", 3, cut=False)


def test_a_signal_is_told_as_such_and_none_is_inherited_as_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert asyncio.run(script("kill -INT $$; echo on")).code == -signal.SIGINT
    finally:
        signal.signal(signal.SIGINT, before)


def test_it_has_no_input_and_its_outputs_are_read_at_the_same_time() -> None:
    done = asyncio.run(script("cat; head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero"))
    assert (len(done.out), len(done.err), done.cut) == (300_000, program.ERROR_BYTES, False)


def test_what_is_over_the_bound_is_read_and_not_kept() -> None:
    done = asyncio.run(script("head -c 300000 /dev/zero; exit 1", most_bytes=100_000))
    assert done.cut
    assert len(done.out) == 100_000
    assert done.code == 1


def children() -> set[int]:
    """Return the processes that this one has, those of other tests too, without the dead."""
    own = psutil.Process().children()
    return {child.pid for child in own if child.status() != psutil.STATUS_ZOMBIE}


def test_one_that_takes_too_long_is_ended_with_what_it_started(tmp_path: Path) -> None:
    before, note = children(), tmp_path / "started"
    with pytest.raises(TimeoutError):
        asyncio.run(script(f"sleep 100 & echo $! > {note}; wait", timeout_s=500 * MS))
    assert children() <= before
    assert ends(int(note.read_text()), 5000)


def test_one_whose_caller_goes_is_ended() -> None:
    async def story() -> None:
        task = asyncio.create_task(script("exec sleep 100"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    before = children()
    asyncio.run(story())
    assert children() <= before


def test_one_that_can_not_be_started_leaves_no_descriptors() -> None:
    async def story() -> None:
        for _ in range(3):
            with pytest.raises(FileNotFoundError):
                await program.run("/no/such", ["x"], ENV, most_bytes=1, timeout_s=1)

    before = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
    asyncio.run(story())
    assert before == (len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0)
