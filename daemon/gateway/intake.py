"""What pages say, turned into facts for the hub.

The one place that decides whether a result counts: a job is known by its id
and was given to this very load, and not answered yet; all else is ``late``.
"""

from __future__ import annotations

import json
import logging
import time

import msgspec

from ...protocol import plain
from ...protocol.errors.daemon import BadMessage
from ...protocol.pages import (
    Beat,
    Failure,
    Happened,
    JobFinished,
    JobStarted,
    TestsProgressed,
    Totals,
)
from . import channel
from .bulk import Bulk
from .channel import Bye, Events, Health, Hello, Pong, Result, Said, Started, Tests
from .realms import Realm, Realms, Tell

log = logging.getLogger("daebug.gateway")

#: Test results in one fact.
RESULTS = 5_000

#: Characters of a job's id.
_ID_CHARS = 80


class Intake:
    """The way in for all realms of one root."""

    def __init__(self, realms: Realms, tell: Tell, bulk: Bulk) -> None:
        """Tell facts to ``tell``, events to ``bulk``."""
        self._realms = realms
        self._tell = tell
        self._bulk = bulk

    async def raw(self, realm: Realm, data: bytes, *, text: bool) -> None:
        """Take one frame of ``realm``; what can't be read is logged and dropped."""
        try:
            await self.take(realm, channel.said(data, text=text))
        except (BadMessage, RecursionError) as error:
            log.warning("%s: %s", realm.name, str(error)[:300])
            self._unreadable(realm, data, str(error), text=text)

    async def several(self, realm: Realm, data: bytes) -> None:
        """Take the messages of a JSON list; one that can't be read does not spoil the others."""
        for one in channel.pieces(data):
            await self.raw(realm, bytes(one), text=True)

    async def take(self, realm: Realm, said: Said) -> None:
        """Take one message of ``realm``.

        Raises:
            BadMessage, RecursionError: its content is not what it should be.
        """
        self._realms.heard(realm)
        match said:
            case Result():
                self._finished(realm, said)
            case Events():
                await self._happened(realm, said)
            case Started(job=job):
                self._started(realm, _id(job))
            case Pong(at=at):
                self._pong(realm, at)
            case Health():
                self._health(realm, said)
            case Tests():
                self._progressed(realm, said)
            case Bye(reason=reason):
                self._realms.leave(realm, reason)
            case Hello():
                pass  # the connection has one already

    def _started(self, realm: Realm, job: str) -> None:
        if given := realm.given.get(job):
            started = JobStarted(root=self._realms.root, realm=realm.name, load=realm.load, job=job)
            self._tell(started, cause=given.cause)

    def _finished(self, realm: Realm, said: Result) -> None:
        value = channel.clean(said.value) if said.value else None
        error = channel.clean_failure(said.error) if said.error else None
        job = _id(said.job)
        given = realm.given.pop(job, None)
        fact = JobFinished(
            root=self._realms.root,
            realm=realm.name,
            load=realm.load,
            job=job,
            ok=said.ok,
            value=msgspec.json.encode(value) if value else b"",
            error=msgspec.json.encode(error) if error else b"",
            duration_ms=max(0.0, said.duration_ms),
            dialogs=channel.dialogs(said.dialogs),
            late=given is None or said.late,
            events=given.events if given else 0,
        )
        self._tell(fact, cause=given.cause if given else "")

    async def _happened(self, realm: Realm, said: Events) -> None:
        count, events = channel.counted(said)
        job = _id(said.job or "")
        given = realm.given.get(job)
        if given:
            given.events += count
        await self._bulk.add(
            Happened(
                root=self._realms.root,
                realm=realm.name,
                load=realm.load,
                job=job if given else "",
                count=count,
                dropped=channel.count(said.dropped),
                events=events,
            )
        )

    def _pong(self, realm: Realm, at: float) -> None:
        """Note the round trip; a time that is not ours says nothing."""
        rtt = (time.monotonic() - at) * 1000 if at else -1.0
        beat = realm.beat or Beat(realm=realm.name, load=realm.load)
        if 0 <= rtt < channel.DEAD_S * 1000:
            beat = msgspec.structs.replace(beat, rtt_ms=round(rtt, 2))
        realm.beat = beat

    def _health(self, realm: Realm, said: Health) -> None:
        beat = realm.beat or Beat(realm=realm.name, load=realm.load)
        realm.beat = msgspec.structs.replace(
            beat, lag_ms=said.lag_ms, restarts=channel.count(said.restarts), visible=said.visible
        )

    def _progressed(self, realm: Realm, said: Tests) -> None:
        total = said.totals
        counts = Totals(
            passed=channel.count(total.passed),
            failed=channel.count(total.failed),
            skipped=channel.count(total.skipped),
            total=channel.count(total.total),
        )
        self._tell(
            TestsProgressed(
                root=self._realms.root,
                realm=realm.name,
                load=realm.load,
                run=_id(said.run),
                totals=counts,
                duration_ms=max(0.0, said.duration_ms),
                recent=[channel.test_result(item) for item in said.recent[:RESULTS]],
                complete=said.complete,
            )
        )

    def _unreadable(self, realm: Realm, data: bytes, why: str, *, text: bool) -> None:
        """End the job whose result can't be read: nobody should wait for its time-out."""
        try:
            loose = json.loads(data) if text else msgspec.msgpack.decode(data)
        except (ValueError, RecursionError, msgspec.DecodeError):
            return
        if not isinstance(loose, dict) or loose.get("t") != "result":
            return
        failure = Failure(name="DaebugError", message=f"the page's result can't be read: {why}")
        said = Result(job=str(loose.get("job")), ok=False, error=failure)
        if _id(said.job) in realm.given:
            self._finished(realm, said)


def _id(stated: str) -> str:
    return plain.one_line(stated, _ID_CHARS)
