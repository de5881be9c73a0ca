"""The order of files and the number of pages."""

from __future__ import annotations

import pytest

from daebug.daemon.testing import schedule
from daebug.daemon.testing.wanted import AUTO, MOST_PAGES


def test_slow_files_come_first_and_unknown_ones_before_them() -> None:
    known = {"/quick": 3.0, "/slow": 900.0, "/old": 5.0}
    files = ["/new", "/quick", "/slow", "/also-new"]
    assert schedule.slow_first(files, known) == ["/also-new", "/new", "/slow", "/quick"]


@pytest.mark.parametrize(
    ("pages", "files", "processors", "expected"),
    [
        (1, 9, 4, 1),
        (3, 9, 1, 3),
        (3, 2, 8, 2),
        (AUTO, 9, 4, 4),
        (AUTO, 1, 4, 1),
        (AUTO, 9999, 9999, MOST_PAGES),
    ],
)
def test_no_page_is_opened_that_nothing_runs_in(
    pages: int, files: int, processors: int, expected: int
) -> None:
    assert schedule.width(pages, files, processors) == expected
