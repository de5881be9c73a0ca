"""The HTTP interface for programs: realms that speak plain requests, and looking at them.

A client registers, polls for jobs, acknowledges, posts results; all with the
token.  It is the channel in other clothes: each request becomes a message of it.
``endpoints`` lists what is here, ``forms`` says what it takes and answers.
"""

from __future__ import annotations

import os
import time

from aiohttp import web

from ... import __version__
from ...protocol import plain
from . import bodies, channel, forms, limits, polls, replies, signing, values
from .bodies import Refused
from .channel import Events, Health, Hello, Result, Said, Started
from .links import PollLink
from .realms import Realm
from .root import Root


async def health(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Tell that the root is served."""
    del request
    told = forms.Health(
        ok=True,
        name=root.name,
        version=__version__,
        realms=len(root.realms),
        up_s=round(time.monotonic() - root.opened_at, 3),
    )
    return replies.json(told)


async def instances(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """List the realms that live."""
    del request
    return replies.json(forms.Instances(instances=[_told(realm) for realm in root.realms]))


async def instance(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Tell of one realm."""
    realm = root.realms.present(within(request))
    return replies.json(_told(realm)) if realm else replies.plain(404)


async def register(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Enter a realm; the answer names it and its load, which all else is asked with."""
    told = await bodies.read_as(request, forms.Register, most_bytes=limits.SMALL_BODY_BYTES)
    hello = Hello(
        name=told.name,
        load=told.load or os.urandom(8).hex(),
        kind=told.kind,
        url=told.url,
        title=told.title,
        parent=told.parent,
        agent=request.headers.get("User-Agent", ""),
    )
    realm = await root.realms.join(hello, PollLink("poll"))
    if realm is None:
        return replies.plain(503, "There are too many realms")
    said = forms.Registered(name=realm.name, load=realm.load, heartbeat_s=channel.HEARTBEAT_S)
    return replies.json(said)


async def heartbeat(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Take a sign of life with health."""
    told = await bodies.read_as(request, forms.Heartbeat, most_bytes=limits.SMALL_BODY_BYTES)
    said = Health(lag_ms=told.lag_ms, restarts=told.restarts, visible=told.visible)
    return await _take(root, within(request), told.load, said)


async def poll_job(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Answer with the next job, or with 204 after a while."""
    asked = bodies.query(request, forms.Poll)
    realm = root.realms.found(asked.name, asked.load)
    link = polls.linked(root, realm) if realm else None
    if realm is None or link is None:
        return replies.plain(410)
    async with polls.job(link, asked.wait) as line:
        response = _job(root, realm, line)
        await response.prepare(request)
        await response.write_eof()
    root.realms.heard(realm)
    return response


async def acknowledge(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Take the news that a job runs."""
    told = await bodies.read_as(request, forms.Acknowledge, most_bytes=limits.SMALL_BODY_BYTES)
    return await _take(root, told.name, told.load, Started(job=told.job))


async def result(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Take the result of a job: any JSON as ``value``, or an ``error``."""
    data = await bodies.read(request, most_bytes=channel.MESSAGE_BYTES)
    job = within(request)
    if not signing.result_holds(root.order.secret, request.headers, job, data):
        raise Refused(403, "The result is not signed with the secret of this root")
    told = bodies.formed(data, forms.Outcome)
    said = Result(
        job=job,
        ok=told.ok,
        value=values.value(told.value) if told.ok else None,
        error=None if told.ok else values.failure(told.error),
        duration_ms=told.duration_ms,
    )
    return await _take(root, told.name, told.load, said)


async def background(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Take background events."""
    told = await bodies.read_as(request, forms.Events, most_bytes=channel.MESSAGE_BYTES)
    said = Events(job=told.job, dropped=told.dropped, events=values.packed(told.events))
    return await _take(root, told.name, told.load, said)


def within(request: web.BaseRequest) -> str:
    """Return the name in the middle or at the end of the path; its form was checked before."""
    return request.rel_url.path.split("/")[2]


def _job(root: Root, realm: Realm, line: str) -> web.Response:
    """Return the answer to a poll; empty ``line`` = there is no job."""
    found = channel.job_of(line) if line else None
    if found is None:
        return replies.nothing()
    job, code = found
    response = replies.json(forms.Given(job=job, code=code))
    if root.order.secret and isinstance(response.body, bytes):
        signature = signing.of_job(root.order.secret, realm.name, realm.load, response.body)
        response.headers[signing.HEADER] = signature
    return response


async def _take(root: Root, name: str, load: str, message: Said) -> web.Response:
    """Take ``message`` of the realm and load."""
    realm = root.realms.found(name, load)
    if realm is None:
        return replies.plain(410)
    await root.intake.take(realm, message)
    return replies.json(forms.Taken())


def _told(realm: Realm) -> forms.Instance:
    """Return what is said of a realm to who asks."""
    return forms.Instance(
        name=realm.name,
        kind=realm.kind,
        url=realm.url,
        title=realm.title,
        load=realm.load,
        parent=realm.parent,
        transport=realm.link.transport if realm.link else "",
        jobs=[plain.one_line(job, 80) for job in realm.given],
    )
