"""Output of one debuggee by cursor: in order, by stream, bounded, without a disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daebug.daemon import spool
from daebug.daemon.spool import Spool

Filled = Callable[..., Spool]


@pytest.fixture
def filled() -> Iterator[Filled]:
    """Return a function that makes a spool from ``(stream, bytes)``; all are closed at the end."""
    made: list[Spool] = []

    def fill(*writes: tuple[str, bytes], keep_bytes: int = 1000) -> Spool:
        made.append(Spool(keep_bytes))
        for stream, data in writes:
            made[-1].write(stream, data)
        return made[-1]

    yield fill
    for one in made:
        one.close()


def test_both_streams_are_read_in_the_order_they_came(filled: Filled) -> None:
    made = filled(("stdout", b"one\n"), ("stderr", b"oh\n"), ("stdout", b"two\n"))
    assert made.read(0) == b"one\noh\ntwo\n"
    assert made.end == 11
    assert made.lines == 3


def test_one_stream_is_read_without_the_other(filled: Filled) -> None:
    made = filled(("stdout", b"one\n"), ("stderr", b"oh\n"), ("stdout", b"two\n"))
    assert made.read(0, stream="stdout") == b"one\ntwo\n"
    assert made.read(2, 6, stream="stderr") == b"oh"


@pytest.mark.parametrize("cut", range(9))
def test_two_readers_at_any_cursor_get_everything_once(filled: Filled, cut: int) -> None:
    made = filled(("stdout", b"abc"), ("stderr", b"def"), ("stdout", b"gh"))
    assert made.read(0, cut) + made.read(cut) == b"abcdefgh"


def test_a_cursor_past_the_end_reads_nothing(filled: Filled) -> None:
    assert filled(("stdout", b"abc")).read(99) == b""


def test_the_tail_starts_at_whole_lines(filled: Filled) -> None:
    made = filled(("stdout", b"1\n2\n3\n"))
    assert made.read(made.tail_from(2)) == b"2\n3\n"
    assert made.read(made.tail_from(9)) == b"1\n2\n3\n"
    assert made.read(made.tail_from(0)) == b""


def test_a_last_line_without_an_end_counts_as_a_line(filled: Filled) -> None:
    made = filled(("stdout", b"1\n2\n3"))
    assert made.read(made.tail_from(2)) == b"2\n3"


def test_the_tail_of_one_stream_counts_its_lines_only(filled: Filled) -> None:
    made = filled(("stdout", b"1\n2\n"), ("stderr", b"x\ny\n"))
    assert made.read(made.tail_from(1, "stdout"), stream="stdout") == b"2\n"


def test_only_the_newest_bytes_are_kept(filled: Filled) -> None:
    made = filled(("stdout", b"abcdefgh"), keep_bytes=4)
    assert made.first == 4
    assert made.read(0) == b"efgh"


def test_without_a_disk_the_newest_output_stays_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "MEMORY_BYTES", 6)
    made = Spool(folder=str(tmp_path / "gone"))
    made.write("stdout", b"abcd")
    made.write("stderr", b"efgh")
    assert made.read(0) == b"cdefgh"
    assert made.first == 2
    assert made.read(0, stream="stderr") == b"efgh"


def test_what_comes_when_the_disk_is_full_stays_in_memory() -> None:
    with Path("/dev/full").open("r+b", buffering=0) as full:
        made = Spool()
        made._file = full
        made.write("stdout", b"in memory")
        assert made.read(0) == b"in memory"
