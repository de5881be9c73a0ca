"""What a run came to: each transcript looked at, request by request."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec

from daebug.protocol.transcript import history, marks, read
from tests.stress.crowd import Played


class Verdict(msgspec.Struct, kw_only=True):
    """The sums of one scenario, or of all; names of what is wrong."""

    scenario: str
    asked: int = 0
    answered: int = 0
    #: Of these, answers that say that the job was cut off, or that no page was there.  Only if
    #: something was killed; else they are wrong.
    interrupted: int = 0
    refused: int = 0
    lines: int = 0
    p50_ms: float = 0.0
    #: No reply at the end; more than one; a wrong value.
    never: list[str] = []
    twice: list[str] = []
    wrong: list[str] = []
    #: Ran more than once in the page.
    ran_twice: list[str] = []
    lost_lines: list[str] = []
    #: Files that are not at rest: a job that runs, a request that waits, footers.
    restless: list[str] = []

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        wrong = (self.never, self.twice, self.wrong, self.ran_twice, self.lost_lines, self.restless)
        return not any(wrong)


def settled(path: Path, asked: list[str]) -> bool:
    """Whether every request in a file is answered."""
    data = path.read_bytes()
    found = Counter(turn.code for turn in history.turns(data, realm=path.stem))
    return all(found[f'run("{name}")'] for name in asked) and not _restless(data, path.stem)


def judge(verdict: Verdict, path: Path, played: Played, ran: Counter[str], *, killed: bool) -> None:
    """Add what became of one transcript; ``killed`` = processes of the daemon were."""
    data = path.read_bytes()
    asked = played.asked[path.stem]
    turns: dict[str, list[history.Turn]] = {}
    for turn in history.turns(data, realm=path.stem):
        turns.setdefault(turn.code, []).append(turn)
    verdict.asked += len(asked)
    for name in asked:
        found = turns.pop(f'run("{name}")', [])
        verdict.answered += bool(found)
        if not found:
            verdict.never.append(name)
        elif len(found) > 1:
            verdict.twice.append(f"{name}: {[turn.value[:80] for turn in found]}")
        elif killed and found[0].info == "Error" and (ran[name] or "interrupt" in found[0].value):
            verdict.interrupted += 1
        elif killed and found[0].info == "Error":
            verdict.refused += 1
        elif found[0].value != f"ran {name}" or not ran[name]:
            verdict.wrong.append(f"{name}: {found[0].value[:80]}")
        if ran[name] > 1:
            verdict.ran_twice.append(name)
    verdict.wrong += list(turns)
    text = data.decode()
    lines = played.lines[path.stem]
    verdict.lines += lines
    verdict.lost_lines += [
        f"{path.stem} line {n}" for n in range(lines) if f"\nline {n};\n" not in text
    ]
    verdict.restless += _restless(data, path.stem)


def _restless(data: bytes, realm: str) -> list[str]:
    """Return what is still to be done in a file."""
    reading = read.read(data, realm=realm)
    footers = data.count(marks.INVITATION.encode())
    told = [(reading.executing, "runs"), (reading.items, "waits"), (footers != 1, "footers")]
    return [f"{realm} {what}" for wrong, what in told if wrong]
