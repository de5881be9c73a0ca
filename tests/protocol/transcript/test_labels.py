"""The info string: options, slips, notes."""

from __future__ import annotations

import pytest

from daebug.protocol.transcript import labels
from daebug.protocol.transcript.labels import Label


@pytest.mark.parametrize(
    ("info", "label"),
    [
        ("", Label(language="")),
        ("JS", Label(language="js")),
        ("  JavaScript ", Label(language="javascript")),
        ("js console=warn", Label(language="js", console="warn")),
        ("js timeout=300", Label(language="js", timeout_s=300)),
        ("js timeout=2.5s  console=none", Label(language="js", console="none", timeout_s=2.5)),
    ],
)
def test_a_request_may_have_options(info: str, label: Label) -> None:
    assert labels.label(info.encode()) == label
    assert label.asks


@pytest.mark.parametrize("info", ["json", "text", "python", "java", "html", "Error", "sh", "a=b"])
def test_another_language_is_a_note(info: str) -> None:
    label = labels.label(info.encode())
    assert not label.asks
    assert not label.problem


@pytest.mark.parametrize(
    "info", ["ts", "TypeScript", "jsx", "mjs", "node", "javscript", "javascrip"]
)
def test_a_slip_is_told_what_was_meant(info: str) -> None:
    assert "did you mean js" in labels.label(info.encode()).problem


@pytest.mark.parametrize(
    ("info", "said"),
    [
        ("js eval", "no option `eval`"),
        ("js colour=red", "no option `colour=red`"),
        ("js console=loud", "no level `loud`"),
        ("js timeout=soon", "timeout=`soon`"),
        ("js timeout=0", "timeout=`0`"),
        ("js timeout=-1", "timeout=`-1`"),
        ("js timeout=999999", "timeout=`999999`"),
        ("js timeout=²", "timeout=`²`"),
        ("js timeout=.", "timeout=`.`"),
    ],
)
def test_a_wrong_option_is_told(info: str, said: str) -> None:
    label = labels.label(info.encode())
    assert said in label.problem
    assert not label.asks
