"""One client as the code that answers it sees it."""

from __future__ import annotations

from typing import Protocol

from .keyhole import StdinChunk


class Client(Protocol):
    """A connection with one ask; it gets frames and exactly one end."""

    async def send(self, channel: int, payload: object) -> None:
        """Send one frame, as fast as the client reads."""

    async def text(self, channel: int, text: str) -> None:
        """Send text in frames of a size that no peer refuses."""

    async def stdin(self) -> StdinChunk:
        """Return the next piece of the client's standard input."""

    def lasting(self) -> None:
        """Have the client tell of its first interrupt and stay for the last words."""

    @property
    def interrupted(self) -> bool:
        """Whether a lasting client was interrupted, or is gone."""

    def raw(self) -> None:
        """Have the client's terminal send every key as it is, and its size."""

    def finish(self, status: int) -> None:
        """Send the exit status and close."""

    def farewell(self, status: int) -> None:
        """Leave the exit status to the zygote, who sends it when all has ended."""

    def again(self) -> None:
        """Have the client start a daemon of its own version, once this one is gone."""
