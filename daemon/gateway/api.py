"""The HTTP interface for programs: realms that speak plain requests, and looking at them.

A client registers, polls for jobs, acknowledges, posts results; all with the
token.  It is the channel in other clothes: each request becomes a message of it.
"""

from __future__ import annotations

import os
import time
from typing import Any

from aiohttp import web

from ... import __version__
from ...protocol import plain
from ...protocol.errors.daemon import BadMessage
from . import bodies, channel, limits, links, polls, replies, values
from .channel import Events, Health, Hello, Result, Said, Started
from .links import PollLink
from .realms import Realm
from .root import Root


async def health(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Tell that the root is served."""
    del request
    return replies.json(
        {
            "ok": True,
            "name": root.name,
            "version": __version__,
            "realms": len(root.realms),
            "up_s": round(time.monotonic() - root.opened_at, 3),
        }
    )


async def instances(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """List the realms that live."""
    del request
    return replies.json({"instances": [_told(realm) for realm in root.realms]})


async def instance(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Tell of one realm."""
    realm = root.realms.present(_within(request, 2))
    return replies.json(_told(realm)) if realm else replies.plain(404)


async def register(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Enter a realm; the answer names it and its load, which all else is asked with."""
    told = await bodies.read_object(request, most_bytes=limits.SMALL_BODY_BYTES)
    hello = Hello(
        name=str(told.get("name") or ""),
        load=str(told.get("load") or os.urandom(8).hex()),
        kind=str(told.get("kind") or "worker"),
        url=str(told.get("url") or ""),
        title=str(told.get("title") or ""),
        parent=str(told.get("parent") or ""),
        agent=request.headers.get("User-Agent", ""),
    )
    realm = await root.realms.join(hello, PollLink("poll"))
    if realm is None:
        return replies.plain(503)
    said = {"name": realm.name, "load": realm.load, "heartbeat_s": channel.HEARTBEAT_S}
    return replies.json(said)


async def heartbeat(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Take a sign of life with health."""
    told = await bodies.read_object(request, most_bytes=limits.SMALL_BODY_BYTES)
    said = Health(
        lag_ms=_number(told, "lag_ms"),
        restarts=int(_number(told, "restarts")),
        visible=told.get("visible") is not False,
    )
    return await _take(root, {**told, "name": _within(request, 2)}, [said])


async def poll_job(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Answer with the next job, or with 204 after a while."""
    query = request.rel_url.query
    realm = root.realms.found(query.get("name", ""), query.get("load", ""))
    link = polls.linked(root, realm) if realm else None
    if realm is None or link is None:
        return replies.plain(410)
    lines: list[tuple[str, links.Waiting]] = []
    written = False
    try:
        lines = link.take(1) if await link.wait(polls.PARK_S) else []
        found = channel.job_of(lines[0][0]) if lines else None
        body = {"job": found[0], "code": found[1]} if found else None
        response = replies.json(body) if body else web.Response(status=204)
        await response.prepare(request)
        await response.write_eof()
        written = True
    finally:
        links.handed(lines, went=written)
    root.realms.heard(realm)
    return response


async def acknowledge(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Take the news that a job runs."""
    told = await bodies.read_object(request, most_bytes=limits.SMALL_BODY_BYTES)
    return await _take(root, told, [Started(job=str(told.get("job") or ""))])


async def result(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Take the result of a job: any JSON as ``value``, or an ``error``."""
    told = await bodies.read_object(request, most_bytes=channel.MESSAGE_BYTES)
    job = _within(request, 2)
    ok = told.get("ok") is True
    said = Result(
        job=job,
        ok=ok,
        value=values.value(told.get("value")) if ok else None,
        error=None if ok else values.failure(told.get("error")),
        duration_ms=_number(told, "duration_ms"),
    )
    return await _take(root, told, [said])


async def background(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Take background events."""
    told = await bodies.read_object(request, most_bytes=channel.MESSAGE_BYTES)
    said = Events(
        job=str(told.get("job") or ""),
        dropped=int(_number(told, "dropped")),
        events=values.packed(told.get("events")),
    )
    return await _take(root, told, [said])


async def _take(root: Root, told: dict[str, Any], messages: list[Said]) -> web.Response:
    """Take ``messages`` of the realm and load that ``told`` names."""
    realm = root.realms.found(str(told.get("name") or ""), str(told.get("load") or ""))
    if realm is None:
        return replies.plain(410)
    for message in messages:
        await root.intake.take(realm, message, text=True)
    return replies.json({"ok": True})


def _told(realm: Realm) -> dict[str, Any]:
    """Return what is said of a realm to who asks."""
    return {
        "name": realm.name,
        "kind": realm.kind,
        "url": realm.url,
        "title": realm.title,
        "load": realm.load,
        "parent": realm.parent,
        "transport": realm.link.transport if realm.link else "",
        "jobs": list(realm.given),
    }


def _within(request: web.BaseRequest, place: int) -> str:
    """Return one part of the path, decoded and as one line."""
    return plain.one_line(request.rel_url.path.split("/")[place], 80)


def _number(told: dict[str, Any], key: str) -> float:
    """Return a number of ``told``; 0 where it has none.

    Raises:
        BadMessage: it is something else.
    """
    found = told.get(key, 0)
    if isinstance(found, int | float):
        return float(found)
    raise BadMessage(why=f"{key} is no number")
