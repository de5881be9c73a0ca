"""Log files: written on the next turn of the loop, a warning at once, and always in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from daebug.daemon.logs import NextTurn


@pytest.fixture
def log(tmp_path: Path) -> Iterator[logging.Logger]:
    """Return a logger that writes into ``log`` of the test's folder."""
    logger = logging.getLogger("alone")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    target = NextTurn(tmp_path / "log", encoding="utf-8")
    logger.addHandler(target)
    yield logger
    logger.removeHandler(target)
    target.close()


def test_a_line_is_written_on_the_next_turn_as_it_was_when_it_was_logged(
    log: logging.Logger, tmp_path: Path
) -> None:
    async def story() -> None:
        items = ["a"]
        log.info("has %s", items)
        items.append("b")
        assert (tmp_path / "log").read_text() == ""
        await asyncio.sleep(0)
        assert (tmp_path / "log").read_text() == "has ['a']\n"

    asyncio.run(story())


def test_a_warning_is_written_at_once_behind_what_waits(
    log: logging.Logger, tmp_path: Path
) -> None:
    async def story() -> None:
        log.info("first")
        log.warning("second")
        assert (tmp_path / "log").read_text() == "first\nsecond\n"
        await asyncio.sleep(0)
        assert (tmp_path / "log").read_text() == "first\nsecond\n"

    asyncio.run(story())


def test_without_a_loop_and_at_the_end_nothing_waits(log: logging.Logger, tmp_path: Path) -> None:
    async def story() -> None:
        log.info("in the loop")
        log.handlers[0].close()
        assert (tmp_path / "log").read_text() == "outside\nin the loop\n"

    log.info("outside")
    assert (tmp_path / "log").read_text() == "outside\n"
    asyncio.run(story())


def test_a_line_that_can_not_be_made_is_left_out(
    log: logging.Logger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)

    async def story() -> None:
        log.info("%d", "no number")
        log.info("next")

    asyncio.run(story())
    assert (tmp_path / "log").read_text() == "next\n"
