"""The strategies find what the same rules do, written line by line in another language."""

from __future__ import annotations

import random

import pytest

from daebug.daemon.workspace import haystack, replacing
from daebug.daemon.workspace.replacing import Found
from tests.adapters import tools
from tests.bench.peer import Peer

CASES = 1500

LINES = [
    *("a", "b", "  a", "a  b", "\ta b", "}", "{", " }", "", "", "\t", "x = \\n", "\u00e9", "\r"),
    *("a\r", "b a b", "\ufeffb", "return x;", "  return x;", "return\tx;", "a\\tb", '\\"q'),
]


def old(chance: random.Random, text: str) -> str:
    """Return some lines of ``text``, quoted a little wrong, or other lines."""
    if chance.random() < 0.4:
        return "\n".join(chance.choices(LINES, k=chance.randint(1, 5)))
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    part = "\n".join(lines[at : at + chance.randint(1, 5)])
    wrong = [
        part,
        part + "\n",
        f" {part}\n\n",
        part.replace(" ", "  "),
        part.replace("\n", " "),
        part.replace(" ", "\n", 1),
        "\n".join(line.strip() for line in part.split("\n")),
    ]
    return chance.choice(wrong)


@pytest.mark.slow
def test_what_is_found_is_what_the_rules_say(monkeypatch: pytest.MonkeyPatch) -> None:
    tools.need("node")
    chance = random.Random(7)
    with Peer() as peer:
        for _ in range(CASES):
            # Both ways of a crowded text: swept, and place by place.
            monkeypatch.setattr(haystack, "FEW", chance.choice([0, 64]))
            pool = chance.sample(LINES, chance.randint(2, 7))
            text = "\n".join(chance.choices(pool, k=chance.randint(1, 30)))
            wanted = old(chance, text)
            if replacing.blank(wanted) or not text:
                continue
            ours = replacing.find(text, wanted)
            place = ours.spans[0][0] if isinstance(ours, Found) else type(ours).__name__.lower()
            told = peer.answer("edit", text=text, old=wanted, rounds=1)
            assert told is not None
            assert place == told["found"], (text, wanted)
