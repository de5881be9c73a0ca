"""Pages that another server serves: the script for them, and the link that puts it in.

A page elsewhere joins when it has the token, by its author's line or by a
person's bookmark, and its origin is among the allowed ones (``pages.origins``):
its script comes to anybody with the token, the channel opens to these origins
only.  A page that is not allowed is told so in its own console.
"""

from __future__ import annotations

import html
import json
import urllib.parse

from aiohttp import web

from . import origin, replies
from .root import Root

#: Our page must not be framed (a link in it is to be dragged), and runs nothing itself.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"

_PAGE = """<!doctype html>
<meta charset="utf-8"><title>Bookmarklet of {name}</title>
<style>body {{ font: 1rem/1.5 sans-serif; max-width: 45em; margin: 2em auto; padding: 0 1em }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; background: #8882; padding: 1em }}</style>
<h1>Any page joins {name}</h1>
<p>Drag this to the bookmarks, open a page, choose it there:
<a href="{link}">daebug {name}</a></p>
<pre id="bookmarklet">{link}</pre>
<p>Or put this line first into a page that another server serves:</p>
<pre id="script">{line}</pre>
<ul>
<li>Pages of these origins may join: {origins}. One more:
<code>daebug config set pages.origins '["http://localhost:5173"]'</code>, then
<code>daebug stop</code> and <code>daebug start</code>.</li>
<li>A page with a Content-Security-Policy joins only if that allows <code>{here}</code> in
<code>script-src</code>, and <code>{here} {socket}</code> in <code>connect-src</code>.</li>
<li>A page served over https may have to ask you for access to this machine.</li>
<li>Such a page has no worker realm and no <code>node:test</code>.
Whoever has the link has the token of {name}.</li>
</ul>
"""


async def page_script(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Send the page script; to a page elsewhere with our address in it."""
    if not _is_elsewhere(request):
        return replies.script(root.scripts.text("page.js"))
    embedded = {"Cross-Origin-Resource-Policy": "cross-origin"}
    stated = _asking(request)
    if stated and origin.foreign({**_host(request), "Origin": stated}, root.door.origins):
        why = f"{stated} is not among pages.origins: the page does not join {root.name}"
        return replies.script(f"console.error({_literal('daebug: ' + why)});\n", embedded)
    # A worker can't be made from another origin's script.
    settings = {"origin": _here(request), "worker": ""}
    return replies.script(root.scripts.text("page.js", **settings), embedded)


async def bookmarklet(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Send a page with the link and the line that bring our script into any page."""
    here = _here(request)
    address = f"{here}/-daebug/page.js?token={urllib.parse.quote(root.door.token, safe='')}"
    code = (
        "(()=>{const s=document.createElement('script');"
        f"s.src={_literal(address)};document.documentElement.append(s)}})()"
    )
    text = _PAGE.format(
        name=html.escape(root.name),
        link=html.escape("javascript:" + urllib.parse.quote(code, safe="()=>{};,:/?&'.-_~!*")),
        line=html.escape(f'<script src="{address}"></script>'),
        origins=html.escape(", ".join(sorted(root.door.origins)) or "none yet"),
        here=html.escape(here),
        socket=html.escape(here.replace("http", "ws", 1)),
    )
    headers = {"Content-Security-Policy": POLICY}
    return replies.body(text.encode(), "text/html; charset=utf-8", headers=headers)


def _is_elsewhere(request: web.BaseRequest) -> bool:
    """Whether the page that asks is another server's, as far as its browser tells."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"cross-site", "same-site"}
    stated = _asking(request)
    return bool(stated) and origin.foreign({**_host(request), "Origin": stated})


def _asking(request: web.BaseRequest) -> str:
    """Return the origin of the page that asks; empty = it is not told."""
    if stated := request.headers.get("Origin", ""):
        return stated
    try:
        parts = urllib.parse.urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""


def _host(request: web.BaseRequest) -> dict[str, str]:
    return {"Host": request.headers.get("Host", "")}


def _here(request: web.BaseRequest) -> str:
    """Return our origin, by the name we were asked under; it was checked to be ours."""
    return f"http://{_host(request)['Host'].lower()}"


def _literal(text: str) -> str:
    """Return ``text`` as a JavaScript string that can stand in a script element."""
    return json.dumps(text).replace("<", "\\u003c")
