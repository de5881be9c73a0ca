"""One root: its index, its folder of transcripts, and what was saved there.

``daebug/`` is made if there is none.  One that is removed is not made again,
but watched once it comes back.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable

from ...protocol.errors import DaebugError
from ...protocol.errors.daemon import CantWrite
from ...protocol.facts import Fact
from ...protocol.scripts import IndexEntry, ShutdownAsked, WatchRoot
from . import contained, files, first, mending
from .edits import EVERYTHING, Edits
from .index_file import NAME, IndexFile
from .outstanding import Names
from .page import Page
from .transcript_file import Transcript

log = logging.getLogger("daebug.watcher")

#: How often a file that is just being saved is looked at, and the wait between, seconds.
TRIES, AGAIN_S = 20, 0.02

#: The folder of the transcripts, in the root.
FOLDER = "daebug"


class Root:
    """What is watched of one root."""

    def __init__(
        self, order: WatchRoot, edits: Edits, tell: Callable[[Fact], None], names: Names
    ) -> None:
        """Watch as ``order`` says, by ``edits``; nothing is done before ``open``."""
        self.path = order.root
        self.folder = os.path.join(order.root, FOLDER)
        self.transcripts: dict[str, Transcript] = {}
        self._edits = edits
        self._tell = tell
        self._names = names
        self._left = order.left
        self._out = {one.transcript.lower(): one for one in order.out}
        asked = ShutdownAsked(root=order.root)
        place = os.path.join(order.root, NAME)
        self.index = IndexFile(place, order.started_at, lambda: tell(asked))

    async def open(self) -> None:
        """Make the index live, read the transcripts, tell the requests that wait in them.

        Raises:
            OSError: the folder is not there, or can't be written or watched.
        """
        for path in (self.folder, os.path.join(self.path, NAME)):
            contained.check(self.path, path)
        os.makedirs(self.folder, exist_ok=True)
        self._edits.watch(self.path)
        self._edits.watch(self.folder)
        self.index.open()
        present = [self.transcript(name) for name in self._present()]
        for transcript in present:
            transcript.held = True
        for transcript in present:
            await self._begin(transcript)

    def close(self) -> None:
        """Watch no more."""
        self._edits.unwatch(self.folder)
        self._edits.unwatch(self.path)
        for transcript in self.transcripts.values():
            transcript.close()

    def saved(self, folder: str, name: str) -> None:
        """Look at what changed: ``name`` in ``folder``, or everything."""
        if folder == self.folder:
            self._saved_transcript(name)
            return
        if name in (NAME, EVERYTHING):
            self.index.saved()
        if name in (FOLDER, EVERYTHING) and os.path.isdir(self.folder):
            with contextlib.suppress(OSError):
                self._edits.watch(self.folder)
            self._saved_transcript(EVERYTHING)

    def transcript(self, name: str) -> Transcript:
        """Return the transcript of that name; a file that differs in case only is taken.

        Raises:
            CantWrite: that is no name of a file in the folder.
            PermissionError: it is a link that leads out of the root.
        """
        key = name.lower()
        if not key or key.startswith(".") or os.path.basename(key) != key:
            raise CantWrite(path=os.path.join(self.folder, name), why="that is no transcript")
        if key not in self.transcripts:
            page = Page(os.path.join(self.folder, self.file_name(name)), name)
            contained.check(self.path, page.path)
            made = Transcript(self.path, key, page, tell=self._tell, names=self._names)
            made.mending = mending.mend
            self.transcripts[key] = made
        return self.transcripts[key]

    def file_name(self, name: str) -> str:
        """Return what the file of transcript ``name`` is called."""
        wanted = f"{name.lower()}.md"
        if os.path.exists(os.path.join(self.folder, f"{name}.md")):
            return f"{name}.md"
        same = (one for one in _listed(self.folder) if one.lower() == wanted)
        return next(same, f"{name}.md")

    def realms(self, entries: list[IndexEntry]) -> None:
        """Write the realms into the index."""
        here = _listed(self.folder)  # once: there may be thousands of realms
        exact = frozenset(here)
        called = {one.lower(): one for one in reversed(here)}

        def name(transcript: str) -> str:
            whole = f"{transcript}.md"
            return whole if whole in exact else called.get(whole.lower(), whole)

        self.index.realms(entries, name)

    async def _begin(self, transcript: Transcript) -> None:
        """Read a transcript for the first time; what is out in it goes on."""
        if (out := self._out.get(transcript.name)) is not None:
            transcript.adopt(out)
        for _ in range(TRIES):
            try:
                await first.look(transcript)
                await mending.interrupt(transcript)
                left = [one for one in self._left if one.transcript.lower() == transcript.name]
                await mending.cut_off(transcript, left)
            except files.Changed:
                await asyncio.sleep(AGAIN_S)
                continue
            except (OSError, DaebugError) as error:
                log.warning("%s can't be read or written: %s", transcript.page.path, error)
            break
        transcript.held = False
        transcript.saved()
        transcript.settle()

    def _saved_transcript(self, name: str) -> None:
        """Look at one file of the folder, or at all."""
        if name == EVERYTHING:
            if os.path.isdir(self.folder):
                with contextlib.suppress(OSError):
                    self._edits.watch(self.folder)
            for one in {*self._present(), *self.transcripts}:
                self.transcript(one).saved()
            return
        stem, dot, ending = name.rpartition(".")
        if not dot or ending.lower() != "md" or not stem or stem.startswith("."):
            return
        if self._inside(name):
            self.transcript(stem).saved()

    def _present(self) -> list[str]:
        """Return the names of the transcripts in the folder."""
        found = [name for name in _listed(self.folder) if name.lower().endswith(".md")]
        return [name[:-3] for name in found if not name.startswith(".") and self._inside(name)]

    def _inside(self, name: str) -> bool:
        """Return whether a file of the folder is no link out of the root."""
        path = os.path.join(self.folder, name)
        if not os.path.islink(path) and not os.path.islink(self.folder):
            return True  # as good as always, and a sixth of the time
        real = os.path.realpath(path)
        return real.startswith(os.path.realpath(self.path) + os.sep)


def _listed(folder: str) -> list[str]:
    """Return the names in ``folder``, sorted; none if it is not there."""
    with contextlib.suppress(OSError):
        return sorted(os.listdir(folder))
    return []
