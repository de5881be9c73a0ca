"""Edits: applied together, and only to the file that they are for."""

from __future__ import annotations

from daebug.protocol.transcript import edits
from daebug.protocol.transcript.edits import Edit


def test_edits_are_applied_in_the_order_of_the_file() -> None:
    made = [
        Edit(start=4, end=6, new=b"XYZ", old=b"ef"),
        Edit(start=0, end=0, new=b">", old=b""),
    ]
    assert edits.applied(b"abcdefgh", made) == b">abcdXYZgh"


def test_edits_are_applied_to_the_end_of_a_file() -> None:
    made = [Edit(start=104, end=106, new=b"", old=b"ef")]
    assert edits.fits(b"abcdefgh", made, 100)
    assert edits.applied(b"abcdefgh", made, 100) == b"abcdgh"


def test_edits_do_not_fit_a_file_that_somebody_changed() -> None:
    made = [Edit(start=4, end=6, new=b"", old=b"ef")]
    assert not edits.fits(b"abcd!fgh", made)
    assert not edits.fits(b"ab", made)
    assert not edits.fits(b"efgh", made, 5)
    assert not edits.fits(b"abcd", [Edit(start=0, end=0, new=b"x", old=b"")], 5)
