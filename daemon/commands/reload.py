"""Load a page anew.

A job that runs in it is interrupted.  The page keeps its name.  One that hangs
in an endless loop can't be reached: that is said after some seconds, and what
to do.

Examples:
  daebug reload 7-zen
  daebug reload 7-zen --json
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.pages import PageHangs, RealmGone
from ...protocol.pages import ReloadRealm
from .. import root_choice
from ..keyhole import Keyhole
from ..look import Look
from ..page_state import Realm

TOPIC = "pages"

#: Seconds for the page to be told, to leave, and to come back.
TELL_S, LEAVE_S, BACK_S = 5.0, 3.0, 15.0

PARAMS = (click.Argument(["realm"]),)


class Request(msgspec.Struct, kw_only=True):
    """Which."""

    realm: str


class Reply(msgspec.Struct, kw_only=True):
    """The page as it came back."""

    realm: str
    url: str
    title: str = ""


async def run(request: Request, hub: Keyhole) -> Reply:
    """Reload it; answer when it is back.

    Raises:
        PageHangs: it does not react.
        RealmGone: it did not come back.
    """
    realm = root_choice.live(hub.state, hub.caller, request.realm)
    load = realm.load
    await hub.order("gateway", ReloadRealm(root=realm.root, realm=realm.name), TELL_S)
    # A page that can react leaves at once, however long it takes to load.
    if not await hub.until(lambda: not realm.live or realm.load != load, LEAVE_S):
        raise PageHangs(realm=realm.name, waited_s=LEAVE_S, advice=_advice(realm))
    if not await hub.until(lambda: realm.live and realm.load != load, BACK_S):
        why = f"it was told to load anew and did not come back within {BACK_S:g} s"
        raise RealmGone(realm=realm.name, why=why)
    return Reply(realm=realm.name, url=realm.url, title=realm.title)


def _advice(realm: Realm) -> str:
    """Return what to do about a realm that hangs."""
    if realm.kind == "worker":
        return f"its page starts it again after half a minute, or: daebug reload {realm.parent}"
    return f"close that tab and open {realm.url} in another"


def render(reply: Reply, look: Look) -> str:
    """Return one line."""
    return f"{reply.realm} was loaded anew: {reply.url}\n"
