"""``python -m tests.stress.files``: large files, many files, kills, floods, and many who write.

What an agent may meet in a folder, at full size; ``test_files.py`` plays the same
small.  Each scene returns what it measured; what is wrong fails as in a test.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.daemon.workspace.asked import git, told
from tests.faults.expect import answered, kill, refused, role
from tests.home import Home

#: Longest that any other command may take meanwhile, in seconds.
LATENCY_S = 5.0

#: Most that the hub may grow to, in kB: it never holds a large file or an output.
HUB_KB = 150_000

_LINE = "line %012d of a large file, and no other word in it.....\n"

_MAKER = """
import os, sys
for number in range(int(sys.argv[1])):
    folder = f"d{number // 1000:03}"
    os.makedirs(folder, exist_ok=True)
    open(f"{folder}/f{number:06}", "w").close()
"""

_SAVER = """
import os, sys
for number in range(int(sys.argv[1])):
    text = f"save {number}\\n" + "".join(f"<{n}>\\n" for n in range(500)) + f"end {number}\\n"
    if number % 2:
        with open("f", "w") as file:
            file.write(text)
    else:
        with open("f.new", "w") as file:
            file.write(text)
        os.replace("f.new", "f")
"""


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    large_bytes: int = 1 << 30
    files: int = 100_000
    kills: int = 25
    flood_bytes: int = 100_000_000
    agents: int = 24
    saves: int = 20_000


#: What takes some seconds.
SMALL = Sizes(40_000_000, 4000, 3, 10_000_000, 8, 3000)


def large(home: Home, sizes: Sizes) -> str:
    """Read, search and list beside a large file, and be refused to edit it."""
    git(home.work, "init", "-q")
    count = sizes.large_bytes // len(_LINE % 0)
    with (home.work / "large.log").open("w") as file:
        for start in range(0, count, 20_000):
            file.write("".join(_LINE % n for n in range(start, min(start + 20_000, count))))
        file.write("the needle\n")
    with beside(home) as slowest:
        head = answered(home("read", "large.log", "--limit", "2"))
        assert head.startswith("00001| line 000000000000")
        assert "go on: daebug read large.log --offset 2)\n" in head
        end = answered(home("read", "large.log", "--offset", str(count), timeout=60))
        assert end.endswith(f"{count + 1:05d}| the needle\n(end of file, {count + 1} lines)\n")
        refused(home("edit", "large.log", "--old", "needle", "--new", "x"), "file-too-large", 2)
        refused(home("write", "large.log", "--force", input="x"), "file-too-large", 2)
        patch = f"--- a/large.log\n+++ b/large.log\n@@ -{count} +{count} @@\n-the needle\n+x\n"
        refused(home("patch", input=patch), "file-too-large", 2)
        assert told(home, "grep", "the needle")["matches"] == 1
        many = told(home, "grep", "large file", "--limit", "2")
        assert (many["matches"], many["ended_early"]) == (10_000, True)
        assert answered(home("find", "large")) == "large.log\n"
        assert told(home, "vcs")["counts"] == {"added": 1}
    assert (home.work / "large.log").stat().st_size == count * len(_LINE % 0) + 11
    return f"{sizes.large_bytes >> 20} MB; {slowest()}; {hub(home)}"


def many(home: Home, sizes: Sizes) -> str:
    """List, find and ask git while files are made: no answer goes back, the last one is whole."""
    git(home.work, "init", "-q")
    maker = subprocess.Popen([sys.executable, "-c", _MAKER, str(sizes.files)], cwd=home.work)
    asked, total = 0, 0
    with beside(home) as slowest:
        while maker.poll() is None:
            now = told(home, "files", "--limit", "1")["total"]
            assert now >= total
            total = now
            assert told(home, "ls")["files"] <= 100
            told(home, "vcs", "--limit", "1")
            home("find", "f000001")
            asked += 1
    assert maker.returncode == 0
    assert told(home, "files", "--limit", "1")["total"] == sizes.files
    last = f"d{(sizes.files - 1) // 1000:03}/f{sizes.files - 1:06}"
    assert answered(home("find", last, "--limit", "1")).startswith(last)
    return f"{sizes.files} files, asked {asked} times meanwhile; {slowest()}; {hub(home)}"


def kills(home: Home, sizes: Sizes) -> str:
    """Kill the daemon while it writes: the file is old or new, and nothing is left beside it."""
    path = home.work / "f"
    texts = [letter * 2_000_000 for letter in "on"]
    path.write_text(texts[0])
    found = [0, 0]
    for number in range(sizes.kills):
        answered(home("version"))
        pids = [role(home, "hub"), role(home, "zygote")]
        client = home.start("write", "f", "--force")
        new = texts[(number + 1) % 2]
        sender = threading.Thread(target=_send, args=(client, new.encode()))
        sender.start()
        # Later each time: while it is sent, while it is written, after it.
        time_to_kill = threading.Event()
        time_to_kill.wait(number * 0.03 / sizes.kills)
        for pid in pids:
            kill(pid)
        sender.join()
        client.kill()
        client.wait(10)
        for stream in (client.stdout, client.stderr):
            assert stream is not None
            stream.close()
        assert path.read_text() in texts
        found[path.read_text() == new] += 1
    answered(home("write", "f", "--force", input="last"))
    assert os.listdir(home.work) == ["f"]
    return f"{sizes.kills} kills: {found[0]} times the old file, {found[1]} times the new"


def flood(home: Home, sizes: Sizes) -> str:
    """Two readers follow a program that floods its terminal; memory and the hub do not feel it."""
    size = sizes.flood_bytes
    script = f"stty raw; head -c {size} /dev/zero | tr '\\0' x; printf done"
    (one,) = told(home, "term", "start", "--", "sh", "-c", script)["terminals"]
    with beside(home) as slowest, concurrent.futures.ThreadPoolExecutor(2) as pool:
        readers = list(pool.map(functools.partial(_follow, home, one["id"]), "ab"))
    for shown, left_out in readers:
        assert shown + left_out == size + 4, (shown, left_out)
    (process,) = [p for p in told(home, "stats")["processes"] if p["name"] == "terminals"]
    assert process["memory_bytes"] < 120_000_000
    shown = min(shown for shown, _ in readers)
    memory = process["memory_bytes"] >> 20
    return f"{size >> 20} MB, {shown >> 20} MB read; {memory} MB; {slowest()}; {hub(home)}"


def agents(home: Home, sizes: Sizes) -> str:
    """Agents edit one file at once: every edit is in it."""
    path = home.work / "f"
    path.write_text("".join(f"<{n}>\n" for n in range(sizes.agents)))
    started = [
        home.start("edit", "f", "--old", f"<{n}>", "--new", f"[{n}]", "--agent", f"a{n}")
        for n in range(sizes.agents)
    ]
    for client in started:
        _, said = client.communicate(timeout=60)
        assert client.returncode == 0, said
    assert path.read_text() == "".join(f"[{n}]\n" for n in range(sizes.agents))
    return f"{sizes.agents} agents"


def saver(home: Home, sizes: Sizes) -> str:
    """Another program saves the file all the time: each edit is whole or is refused."""
    (home.work / "f").write_text("")
    program = subprocess.Popen([sys.executable, "-c", _SAVER, str(sizes.saves)], cwd=home.work)
    done = {"edited": 0}
    while program.poll() is None:
        # An agent that has seen no version of it, so none is refused for that.
        agent = f"a{sum(done.values())}"
        answer = home("edit", "f", "--old", "<250>", "--new", "<250>+", "--agent", agent)
        if answer.returncode == 0:
            done["edited"] += 1
        else:
            code = answer.stderr.partition("[")[2].partition("]")[0]
            assert code in {"file-busy", "no-match"}, answer.stderr
            done[code] = done.get(code, 0) + 1
    lines = (home.work / "f").read_text().splitlines()
    number = lines[0].partition(" ")[2]
    assert [line.rstrip("+") for line in lines[1:-1]] == [f"<{n}>" for n in range(500)]
    assert lines[-1] == f"end {number}"
    assert os.listdir(home.work) == ["f"]
    return ", ".join(f"{what} {count}" for what, count in done.items())


SCENES: dict[str, Callable[[Home, Sizes], str]] = {
    scene.__name__: scene for scene in (large, many, kills, flood, agents, saver)
}


@contextlib.contextmanager
def beside(home: Home) -> Iterator[Callable[[], str]]:
    """Ask for the version again and again meanwhile; fail if one answer takes too long."""
    over = threading.Event()
    times: list[float] = []

    def ask() -> None:
        while not over.is_set():
            began = time.monotonic()
            if home("version").returncode:
                times.append(LATENCY_S)
            times.append(time.monotonic() - began)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield lambda: f"slowest other command {max(times) * 1000:.0f} ms of {len(times)}"
    finally:
        over.set()
        asking.join()
    assert max(times) < LATENCY_S


def hub(home: Home) -> str:
    """Return the most memory that the hub had; fail if that is too much."""
    status = Path(f"/proc/{role(home, 'hub')}/status").read_text()
    most = int(status.partition("VmHWM:")[2].split()[0])
    assert most < HUB_KB
    return f"hub at most {most >> 10} MB"


def _follow(home: Home, name: str, reader: str) -> tuple[int, int]:
    """Read a terminal to its end; return the bytes that were shown, and those left out."""
    shown = left_out = 0
    while True:
        words = ("term", "read", name, "--reader", reader, "--limit", "1000000", "--raw")
        read = told(home, *words, "--timeout", "10")
        shown += len(read["text"].encode())
        left_out += read["left_out_bytes"]
        (one,) = read["terminals"]
        if one["state"] == "exited" and read["cursor"] == one["cursor"]:
            return shown, left_out


def _send(client: subprocess.Popen[bytes], data: bytes) -> None:
    """Give a command its standard input; it may die meanwhile."""
    assert client.stdin is not None
    with contextlib.suppress(OSError):
        client.stdin.write(data)
    with contextlib.suppress(OSError):
        client.stdin.close()


def main() -> int:
    """Play every scene at full size, and print what was measured."""
    for name, scene in SCENES.items():
        folder = Path(tempfile.mkdtemp(prefix="dae-", dir="/tmp"))
        work = Path(tempfile.mkdtemp(prefix="work-", dir="/tmp")).resolve()
        home = Home(folder, work)
        began = time.monotonic()
        try:
            print(f"{name}: {scene(home, Sizes())}; {time.monotonic() - began:.1f} s", flush=True)
        finally:
            home.close()
            shutil.rmtree(work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
