"""The predecessor's endpoints, so that a page opened before an upgrade goes on.

Its client polls with name and url, gets a job as text with ``x-job-id``, and
posts JSON whose ``type`` says what it is.  It has no token; only what a browser
states to be of our origin is let in.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from ...protocol import plain
from ...protocol.pages import Totals, Value
from . import bodies, channel, polls, replies, values
from .channel import Events, Hello, Item, Result, Started, Tests
from .links import PollLink
from .realms import REALMS, Realm
from .root import Root

#: Seconds that a poll is held; the predecessor held 10 to 15.
HOLD_S = 12.0

#: The load of every such client: it states none.
LOAD = "old"


async def poll(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Answer with the code of a job, or with nothing after ``HOLD_S``."""
    query = request.rel_url.query
    name = plain.realm(query.get("name", ""))
    if not name:
        return replies.plain(400, "missing name")
    realm = await _joined(root, name, query.get("url", ""))
    link = realm.link if realm else None
    if realm is None or not isinstance(link, PollLink):
        return replies.plain(503)
    async with polls.job(link, HOLD_S) as line:
        response = _job(line)
        await response.prepare(request)
        await response.write_eof()
    root.realms.heard(realm)
    return response


async def post(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Take a result, events, or news of a worker."""
    told = await bodies.read_object(request, most_bytes=channel.MESSAGE_BYTES)
    name = root.old_names.get(plain.realm(request.rel_url.query.get("name", "")), "")
    realm = root.realms.found(name, LOAD)
    if realm is None:
        return replies.plain(200, "ok")
    match told.get("type"):
        case None:
            await _finished(root, realm, told)
        case "background-flush" | "job-progress":
            await _events(root, realm, told.get("events"), "")
        case "worker-timeout":
            text = f"worker unresponsive for {told.get('duration')} ms, restarting"
            await _events(root, realm, [{"type": "error", "source": "worker", "text": text}], "")
        case _:
            pass
    return replies.plain(200, "ok")


async def progress(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Take the progress of a test run."""
    told = await bodies.read_object(request, most_bytes=channel.MESSAGE_BYTES)
    stated = plain.realm(str(told.get("realmName", "")))
    realm = root.realms.found(root.old_names.get(stated, ""), LOAD)
    if realm is None:
        return replies.plain(404, "realm not found")
    totals = told.get("totals")
    counts = totals if isinstance(totals, dict) else {}
    complete = bool(told.get("complete"))
    items = (told.get("allTests") if complete else None) or told.get("recentTests")
    said = Tests(
        run="old",
        totals=Totals(
            passed=_count(counts, "pass"),
            failed=_count(counts, "fail"),
            skipped=_count(counts, "skip"),
            total=_count(counts, "total"),
        ),
        duration_ms=_number(told.get("duration")),
        recent=[_item(one) for one in items if isinstance(one, dict)] if items else [],
        complete=complete,
    )
    await root.intake.take(realm, said)
    return replies.plain(200, "ok")


async def _joined(root: Root, name: str, url: str) -> Realm | None:
    """Return the realm of a client that calls itself ``name``; it may have got another name."""
    actual = root.old_names.get(name, name)
    realm = root.realms.found(actual, LOAD)
    if realm is None:
        kind = "worker" if url.startswith("worker:") else "page"
        hello = Hello(name=name, load=LOAD, kind=kind, url=url)
        realm = await root.realms.join(hello, PollLink("old"))
        if realm is not None:
            if len(root.old_names) >= REALMS:
                root.old_names.clear()  # who is still there is entered at its next poll
            root.old_names[name] = realm.name
    if realm is not None:
        root.realms.heard(realm)
    return realm


def _job(line: str) -> web.Response:
    """Return the answer to a poll: code as plain text, so that no script element runs it."""
    message = channel.job_of(line) if line else None
    if message is None:
        return replies.body(b"", "text/plain; charset=utf-8")
    job, code = message
    headers = {"x-job-id": job}
    return replies.body(code.encode(), "text/plain; charset=utf-8", headers=headers)


async def _finished(root: Root, realm: Realm, told: dict[str, Any]) -> None:
    job = str(told.get("jobId") or "")
    ok = told.get("ok") is True
    await root.intake.take(realm, Started(job=job))
    await _events(root, realm, told.get("backgroundEvents"), job)
    result = Result(
        job=job,
        ok=ok,
        value=_value(told) if ok else None,
        error=None if ok else values.failure(told.get("error")),
    )
    await root.intake.take(realm, result)


def _value(told: dict[str, Any]) -> Value:
    """Return the value of a result; JSON leaves ``undefined`` out."""
    if "value" not in told:
        return Value(kind="undefined", text="undefined")
    return values.value(told["value"])


async def _events(root: Root, realm: Realm, stated: Any, job: str) -> None:
    if isinstance(stated, list) and stated:
        said = Events(job=job, events=values.packed(stated[: channel.EVENTS]))
        await root.intake.take(realm, said)


def _item(stated: dict[str, Any]) -> Item:
    at = stated.get("completedAt")
    return Item(
        name=str(stated.get("name", "")),
        suite=str(stated.get("suite") or ""),
        status=str(stated.get("status") or "fail"),
        duration=_number(stated.get("duration")),
        error=stated.get("error"),
        completedAt=at if isinstance(at, str | int | float) else None,
    )


def _count(counts: dict[str, Any], name: str) -> int:
    return int(_number(counts.get(name)))


def _number(stated: Any) -> float:
    return float(stated) if isinstance(stated, int | float) else 0.0
