"""``python -m tests.bench [--json FILE] [--quick] [--only WORD]...``: measure everything.

JSON goes to standard output, or to FILE; a table to standard error.  The exit
status is 1 when a limit is missed.  ``--quick`` takes few samples and eases the
limits: it shows that the benchmarks work, not how fast Daebug is.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tests.bench import (
    asking,
    crowds,
    floods,
    following,
    lists,
    meanwhile,
    resources,
    results,
    saves,
    sessions,
    subjects,
    terminals,
    tools,
    transcript,
    workspace,
)
from tests.bench.entry import HEAD, Entry
from tests.bench.installed import commands

#: ``--quick`` allows so many times a limit; where few samples tell next to nothing, many times.
SLACK, PAGES_SLACK = 4.0, 50.0

#: Files of a small repository, of which git itself tells in three milliseconds.
SMALL = 100


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    round_trips: int = 100
    cold: int = 20
    starts: int = 15
    nexts: int = 60
    traces: int = 5
    steps: int = 1000
    output_bytes: int = 50_000_000
    outputs: int = 3
    saves: int = 200
    finds: int = 500
    results: int = 5
    flood_s: float = 3.0
    pages: int = 10_000
    edits: int = 30
    long_bytes: int = 18_000_000
    locks: int = 500
    files: int = 50_000
    project: int = 2600
    tools: int = 30
    lists: int = 100
    new_lists: int = 10
    names: int = 10_000
    burst: int = 1000
    terminals: int = 60
    flood_bytes: int = 100_000_000


QUICK = Size(
    round_trips=5,
    cold=2,
    starts=2,
    nexts=5,
    traces=1,
    steps=20,
    output_bytes=2_000_000,
    outputs=1,
    saves=5,
    finds=5,
    results=1,
    flood_s=0.3,
    pages=40,
    edits=3,
    long_bytes=4_000_000,
    locks=50,
    files=2000,
    project=400,
    tools=3,
    lists=5,
    new_lists=3,
    names=2000,
    burst=200,
    terminals=3,
    flood_bytes=5_000_000,
)

#: Benchmarks of pages and their files.
PAGES = ("save", "find", "results", "flood", "sockets", "polls")


def plan(folder: Path, size: Size) -> dict[str, Callable[[], list[Entry]]]:
    """Return every benchmark by its name."""
    launcher, thin = commands(folder)
    every = subjects.subjects(folder)
    planned: dict[str, Callable[[], list[Entry]]] = {
        "shell-parse": lambda: terminals.parsing(size.terminals),
        "terminal": lambda: terminals.lives(size.terminals),
        "terminal-commands": lambda: terminals.commands(launcher, folder, size.terminals),
        "terminal-flood": lambda: terminals.flood(
            launcher, folder, size=size.flood_bytes, rounds=size.outputs
        ),
        "status": lambda: asking.round_trips(launcher, thin, folder, size.round_trips),
        "cold": lambda: asking.cold_start(launcher, folder, size.cold),
        "tools": lambda: tools.every(launcher, thin, folder, size.project, size.tools),
        "edit": lambda: workspace.edits(size.edits),
        "edit-meanwhile": lambda: meanwhile.edits(launcher, folder, size.long_bytes, size.outputs),
        "locks": lambda: workspace.locks(size.locks),
        "lists-kept": lambda: lists.kept(launcher, folder, size.files, size.lists),
        "lists-new": lambda: [
            *lists.cold(folder, SMALL, 6 * size.new_lists),
            *lists.cold(folder, size.project, 3 * size.new_lists),
            *lists.cold(folder, size.files, size.new_lists),
        ],
        "queries": lambda: lists.queries(size.names, size.lists),
        "events": lambda: following.events(launcher, folder, size.lists, size.burst),
    }
    for one in every:
        planned[f"start-{one.adapter}"] = partial(
            sessions.starts, one, launcher, folder, size.starts
        )
        planned[f"next-{one.adapter}"] = partial(sessions.nexts, one, launcher, folder, size.nexts)
        planned[f"trace-{one.adapter}"] = partial(
            sessions.traces, one, launcher, folder, size.traces, size.steps
        )
    for one in subjects.containers(folder):
        planned[f"elements-{one.adapter}"] = partial(
            sessions.elements, one, launcher, folder, size.nexts
        )
    if every[0].adapter == "lldb-dap":
        program = subjects.compiled("ends.c", folder)
        planned["output"] = lambda: resources.output(
            program, launcher, folder, size=size.output_bytes, rounds=size.outputs
        )
    planned["memory"] = lambda: resources.memory(every[0], launcher, folder)
    planned["save"] = lambda: saves.entries(launcher, folder, size.saves)
    planned["find"] = lambda: transcript.entries(size.finds)
    planned["results"] = lambda: results.entries(launcher, folder, size.results)
    planned["flood"] = lambda: floods.entries(launcher, folder, size.flood_s)
    for way in ("socket", "poll"):
        planned[f"{way}s"] = partial(crowds.entries, way, launcher, folder, size.pages)
    return planned


def measured(size: Size, slack: float, only: list[str]) -> list[Entry]:
    """Run the benchmarks whose name holds one of ``only``; show each entry as it comes."""
    entries: list[Entry] = []
    print(HEAD, file=sys.stderr)
    # The commands run here: a session belongs to the folder it was started in.
    with tempfile.TemporaryDirectory(prefix="dae-bench-") as name, contextlib.chdir(name):
        for called, run in plan(Path(name), size).items():
            if not any(word in called for word in only):
                continue
            most = slack if called not in PAGES or slack == 1.0 else PAGES_SLACK
            for entry in run():
                eased = replace(entry, limit=entry.limit * most) if entry.limit else entry
                entries.append(eased)
                print(eased.line(), file=sys.stderr, flush=True)
    return entries


def main(words: list[str]) -> int:
    """Measure, print, and say whether every limit was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the JSON there")
    parser.add_argument("--quick", action="store_true", help="few samples, easy limits")
    told = "the benchmarks whose name holds it (repeatable)"
    parser.add_argument("--only", action="append", metavar="WORD", help=told)
    options = parser.parse_args(words)
    size, slack = (QUICK, SLACK) if options.quick else (Size(), 1.0)
    entries = measured(size, slack, options.only or [""])
    machine = {"cpus": os.cpu_count(), "python": platform.python_version()}
    document = json.dumps(
        {"machine": {**machine, "system": platform.platform()}}
        | {"quick": options.quick, "entries": [entry.document() for entry in entries]},
        indent=2,
    )
    if options.json:
        options.json.write_text(document + "\n")
    else:
        print(document)
    return 0 if all(entry.ok for entry in entries) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
