"""Lines of a stream, wherever it is cut into pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daebug.daemon.workspace.window import LINE_CHARS, WINDOW_BYTES, Reader


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@given(
    st.lists(st.sampled_from(["", "a", "\u00e9\U0001f600", "b" * 30]), max_size=8),
    st.booleans(),
    st.integers(0, 9),
    st.integers(1, 9),
    st.integers(1, 7),
)
def test_the_pieces_make_no_difference(
    lines: list[str],
    ended: bool,  # noqa: FBT001 - drawn by hypothesis
    offset: int,
    limit: int,
    size: int,
) -> None:
    data = "\n".join(lines).encode() + (b"\n" if ended and lines else b"")
    found = Reader(offset, limit).read(pieces(data, size))
    whole = data.decode().split("\n")
    if not whole[-1]:
        whole.pop()
    assert found.lines == whole[offset : offset + limit]
    assert found.total == len(whole)
    assert found.more == (offset + limit < len(whole))
    assert found.final_newline == (data.endswith(b"\n") or not data)


def test_a_long_line_is_cut_and_what_follows_is_not_lost() -> None:
    found = Reader(0, 9).read(pieces(b"x" * 50_000 + b"\nnext", 4096))
    assert [len(line) for line in found.lines] == [LINE_CHARS, 4]
    assert found.cut == [0]


def test_a_window_that_is_full_ends_before_the_line_that_has_no_room() -> None:
    line = b"y" * 999 + b"\n"
    found = Reader(0, 1000).read([line * 100])
    assert len(found.lines) == WINDOW_BYTES // 1000
    assert (found.full, found.more, found.total) == (True, True, 100)
