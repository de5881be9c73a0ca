"""``python -m tests.stress [--seconds 60] [--pages 20] [--chromium N] [--kill ROLE]``.

A real daemon serves a folder; pages join over real WebSockets (or in headless
Chromium); agents ask in their transcripts, and editors save the same files, all
at once.  Every request must get exactly one reply and run once, every line of
an editor must stay, every file must be at rest at the end.  With ``--kill`` a
process of the daemon is killed again and again: then a reply may say that the
request was interrupted, but never is there none, and never does it run twice.
Prints a table; the exit status is 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import msgspec

from tests.stress.run import ROLES, Sizes, run
from tests.stress.verdict import Verdict

_COLUMNS = (
    "scenario",
    "asked",
    "answered",
    "never ran",
    "wrong",
    "twice",
    "interrupted",
    "refused",
    "lines lost",
    "p50 ms",
)


def table(verdicts: list[Verdict]) -> str:
    """Return the sums as Markdown."""
    rows = [list(_COLUMNS), ["---"] * len(_COLUMNS)]
    for one in verdicts:
        row: list[object] = [one.scenario, one.asked, one.answered, len(one.never)]
        row += [len(one.wrong), len(one.twice) + len(one.ran_twice), one.interrupted, one.refused]
        row += [f"{len(one.lost_lines)} of {one.lines}", round(one.p50_ms)]
        rows.append([str(cell) for cell in row])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main(words: list[str]) -> int:
    """Play, print, and say whether nothing went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--chromium", type=int, default=0, help="pages that are real, more")
    parser.add_argument("--kill", choices=ROLES, default="")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(words)
    sizes = Sizes(
        seconds=given.seconds, pages=given.pages, chromium=given.chromium, kill=given.kill
    )
    with tempfile.TemporaryDirectory(prefix="dae-", dir="/tmp") as folder:
        verdicts, kills = run(Path(folder), sizes)
    print(table(verdicts))
    if kills:
        print(f"\n{given.kill} was killed {kills} times")
    for one in verdicts:
        if not one.ok:
            print(f"\n{one}", file=sys.stderr)
    if given.json:
        given.json.write_bytes(msgspec.json.format(msgspec.json.encode(verdicts)) + b"\n")
    return 0 if all(one.ok for one in verdicts) else 1


if __name__ == "__main__":
    os.environ.pop("DAEBUG_SESSION", None)
    sys.exit(main(sys.argv[1:]))
