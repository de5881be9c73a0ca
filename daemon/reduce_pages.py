"""Fact of pages -> change of state.  Only this module assigns a realm's or a job's state.

A result counts only for the job it names, from the load that was given it.
What comes from elsewhere, or a second time, changes nothing and is logged.
"""

from __future__ import annotations

import logging
import time

import msgspec

from ..protocol import facts, pages, states
from ..protocol.pages import (
    Beat,
    Failure,
    Happened,
    JobFinished,
    JobStarted,
    RealmJoined,
    RealmLeft,
)
from . import diary
from .page_state import PageJob, Realm, Ring, Root
from .state import State

log = logging.getLogger("daebug.pages")

#: A realm slower than this (its loop, or the way to it) is degraded, milliseconds.
SLOW_LAG_MS, SLOW_RTT_MS = 500.0, 2000.0

#: Why a load ended, for people.
REASONS = {
    "unload": "the page was closed or left",
    "navigate": "the page went to another address",
    "reloaded": "the page was loaded anew",
    "worker-hung": "the worker hung and was started again",
    "closed": "the connection to the page ended",
    "silent": "the page said nothing for too long",
    "root-closed": "the folder is not served any more",
}

_failure = msgspec.json.Decoder(Failure)


def apply(state: State, fact: facts.Fact) -> None:
    """Change ``state`` by a fact of the gateway."""
    root = state.roots.get(getattr(fact, "root", ""))
    if root is None:
        log.warning("a fact of a root that is not served: %s", type(fact).__name__)
        return
    match fact:
        case RealmJoined():
            _joined(state, root, fact)
        case RealmLeft():
            realm = root.realms.get(fact.realm)
            if realm is not None and realm.load == fact.load:
                left(state, realm, fact.reason)
        case pages.RealmsBeat():
            for beat in fact.beats:
                realm = root.realms.get(beat.realm)
                if realm is not None and realm.load == beat.load:
                    _beat(realm, beat)
        case JobStarted():
            if (job := _job(state, fact)) is not None and job.open:
                step(job, "started")
        case JobFinished():
            if (job := _job(state, fact)) is not None:
                _finished(state, job, fact)
        case Happened():
            _happened(state, root, fact)
        case pages.TestsProgressed() if fact.complete:
            totals = fact.totals
            told = f"tests: {totals.passed} pass, {totals.failed} fail, {totals.skipped} skip"
            root.diary.add("failed" if totals.failed else "tests", fact.realm, told)
        case _:
            pass


def step(job: PageJob, name: str) -> bool:
    """Take a step of the PAGE_JOB table; whether it had a row."""
    try:
        after = states.advance(states.PAGE_JOB, job.state, name)
    except states.NoSuchStep as error:
        log.warning("job %s: %s", job.id, error, extra={"job": job.id})
        return False
    log.info("job %s of %s -> %s", job.id, job.realm, after, extra={"job": job.id, "step": name})
    job.state = after
    if after != "requested":
        job.handed.set()
    if not job.open:
        job.ended_at = time.time()
        job.over.set()
        _complete(job)
    return True


def end(state: State, job: PageJob, name: str, why: str) -> None:
    """End a job without a result of its page: ``name`` is the step, ``why`` for people."""
    if job.open and step(job, name):
        job.why = why
        if job.dispatched_at:
            job.duration_ms = (job.ended_at - job.dispatched_at) * 1000
        _rest(state, job)


def dispatch(state: State, job: PageJob, realm: Realm) -> None:
    """Bind a job to the load that lives now; it is about to be handed out."""
    job.load = realm.load
    job.dispatched_at = time.time()
    realm.job = job
    step(job, "dispatched")
    _step_realm(realm, "started")
    state.revision += 1


def left(state: State, realm: Realm, reason: str) -> None:
    """A load is over: so is its job."""
    realm.left = reason
    realm.seen_at = time.time()
    _step_realm(realm, "left")
    _interrupt(state, realm, reason)
    if (root := state.roots.get(realm.root)) is not None:
        root.diary.add("left", realm.name, f"left: {REASONS.get(reason, reason)}")


def all_left(state: State, reason: str) -> None:
    """The gateway died: every load is cut off, and comes again as it finds the new one."""
    for root in state.roots.values():
        for realm in root.live:
            left(state, realm, reason)


def _joined(state: State, root: Root, fact: RealmJoined) -> None:
    """A realm is there, for the first time or again."""
    realm = root.realms.get(fact.realm)
    if realm is None:
        realm = Realm(fact.realm, root.path, Ring(state.keep_events, state.keep_event_bytes))
        root.realms[fact.realm] = realm
    elif realm.load != fact.load:
        _interrupt(state, realm, "reloaded")
    realm.kind, realm.url, realm.title = fact.kind, fact.url, fact.title
    again = realm.load == fact.load
    realm.parent, realm.transport, realm.load = fact.parent, fact.transport, fact.load
    realm.joined_at = realm.seen_at = time.time()
    realm.left, realm.health = "", realm.health if again else None
    _step_realm(realm, "joined")
    root.diary.add("joined", realm.name, f"{'came back' if again else 'joined'}: {fact.url}")


def _beat(realm: Realm, beat: Beat) -> None:
    """Note how a realm does."""
    restarted = beat.restarts > (realm.health.restarts if realm.health is not None else 0)
    realm.health = beat
    realm.seen_at = time.time()
    slow = beat.lag_ms > SLOW_LAG_MS or beat.rtt_ms > SLOW_RTT_MS or restarted
    if realm.state in ("live", "degraded"):
        _step_realm(realm, "slowed" if slow else "recovered")


def _job(state: State, fact: JobStarted | JobFinished) -> PageJob | None:
    """Return the job that a page speaks of, if that very load was given it."""
    job = state.page_jobs.get(fact.job)
    if job is None or (job.root, job.realm, job.load) != (fact.root, fact.realm, fact.load):
        log.warning("%s speaks of job %r, which it was not given", fact.realm, fact.job[:80])
        return None
    return job


def _finished(state: State, job: PageJob, fact: JobFinished) -> None:
    """Take a result: the first one, or the one that comes after the time was up."""
    name = "finished" if fact.ok else "failed"
    if job.open and not fact.late and not fact.ok and _ran_out(job, fact):
        end(state, job, "timed-out", "")
        return
    if not (job.open and not fact.late) and job.state != "timed-out":
        log.warning("job %s is %s: another result changes nothing", job.id, job.state)
        return
    if fact.ok:
        job.value = fact.value
    job.error = b"" if fact.ok else fact.error or b"{}"
    job.duration_ms, job.dialogs = fact.duration_ms, fact.dialogs
    job.events_due = fact.events
    step(job, name)
    _rest(state, job)


def _ran_out(job: PageJob, fact: JobFinished) -> bool:
    """Whether the page itself tells that the time was up; code may throw that error too."""
    if fact.duration_ms < job.timeout_s * 990:
        return False
    try:
        return _failure.decode(fact.error).name == "TimeoutError"
    except msgspec.DecodeError:
        return False


def _happened(state: State, root: Root, fact: Happened) -> None:
    """Keep events, for the realm and for the job they belong to."""
    now = time.time()
    realm = root.realms.get(fact.realm)
    if realm is None:
        return
    realm.events.add(fact, now)
    job = state.page_jobs.get(fact.job) if fact.job else None
    if job is not None and (job.realm, job.load) == (fact.realm, fact.load):
        job.events.add(fact, now)
        _complete(job)


def _complete(job: PageJob) -> None:
    """Note that nothing of a job is still on its way."""
    if not job.open and job.events.total >= job.events_due:
        job.complete.set()


def _interrupt(state: State, realm: Realm, reason: str) -> None:
    """End the job that was handed to the load that is over."""
    if realm.job is not None:
        end(state, realm.job, "interrupted", REASONS.get(reason, reason))


def _rest(state: State, job: PageJob) -> None:
    """A job of a realm is over: the realm is free."""
    root = state.roots.get(job.root)
    realm = root.realms.get(job.realm) if root else None
    if realm is not None and realm.job is job:
        realm.job = None
        _step_realm(realm, "ended")
        if job.state == "timed-out":  # it may hang; its next beat tells
            _step_realm(realm, "slowed")
    if root is not None:
        _note(root, job)


def _note(root: Root, job: PageJob) -> None:
    """Write into the diary what became of a job."""
    asked = f"{job.agent or 'agent'}: {diary.quoted(job.code)}"
    ended = {"finished": "ran", "failed": "failed"}.get(job.state, job.state)
    said = f"{ended} in {job.duration_ms:.0f} ms, {asked}"
    root.diary.add("ran" if job.ok else "failed", job.realm, said)


def _step_realm(realm: Realm, name: str) -> None:
    """Take a step of the REALM table."""
    try:
        after = states.advance(states.REALM, realm.state, name)
    except states.NoSuchStep as error:
        log.warning("%s: %s", realm.name, error)
        return
    if after != realm.state:
        # That it runs a job, or has run it, is what the job's own line says.
        level = logging.DEBUG if "executing" in (after, realm.state) else logging.INFO
        log.log(level, "%s -> %s", realm.name, after, extra={"step": name})
    realm.state = after
