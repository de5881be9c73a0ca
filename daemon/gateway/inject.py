"""Our import map and shim, put into the head of a page.  Pure: bytes in, bytes out.

The shim stands before the page's first script, so that it sees every error and
every line of the console, and the import map before the first module.  Only
the first ``HEAD_BYTES`` are looked at; the rest of a page is never touched, so
it can be sent as a stream.  Nothing is inserted that is not ASCII: it reads the
same in any encoding of the page.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable

import msgspec

from . import csp, importmap, tags
from .tags import Tag

#: Bytes at the start of a page in which its head is looked for.
HEAD_BYTES = 64 * 1024

#: The query of an external import map's address that asks for ours to be merged into it.
MAP_QUERY = "-daebug-importmap"

#: Elements that may stand in a head; any other ends it.
_IN_HEAD = frozenset({
    "!doctype", "html", "head", "title", "base", "link", "meta", "style", "script", "noscript",
    "template",
})  # fmt: skip

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]+)", re.IGNORECASE)


class Injected(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a page with what was put in."""

    head: bytes
    #: The encoding that the page states; empty = none stated.
    charset: str = ""
    #: The page has a policy, so the nonce in it must not be used for a second answer.
    has_policy: bool = False


class _Head(msgspec.Struct):
    """What the tags of a head say."""

    #: Before what we have to stand; -1 = nothing was found.
    mark: int = -1
    #: After the best opening tag seen.
    opened: int = 0
    inline_map: Tag | None = None
    outer_map: Tag | None = None
    policies: list[Tag] = []
    charset: str = ""


def injected(head: bytes, *, nonce: str, shim: Callable[[str], str]) -> Injected:
    """Return ``head``, the start of a page, with import map and shim.

    ``shim`` gives the shim's elements for a nonce (empty = the page has no policy).
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Injected(head=head)
    text = head.decode("latin-1")
    bom = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    seen = _read(text, bom)
    charset = "utf-8" if bom else seen.charset
    used = nonce if seen.policies else ""
    edits = _map_edits(text, seen, charset, nonce) + [
        _policy_edit(policy, nonce) for policy in seen.policies
    ]
    mark = seen.mark if seen.mark >= 0 else seen.opened
    own_map = seen.inline_map is None and seen.outer_map is None
    edits.append((mark, mark, (_map_element(used) if own_map else "") + shim(used)))
    out = _applied(text, edits).encode("latin-1", "xmlcharrefreplace")
    return Injected(head=out, charset=charset, has_policy=bool(seen.policies))


def _read(text: str, bom: int) -> _Head:
    """Read the tags up to the end of the head."""
    seen = _Head(opened=bom)
    for tag in tags.tags(text):
        ends = tag.name == "head" if tag.closing else tag.name not in _IN_HEAD
        if ends:
            if seen.mark < 0:
                seen.mark = tag.start
            break
        if tag.closing:
            continue
        if tag.name in {"!doctype", "html", "head"}:
            seen.opened = tag.end
        elif _comes_after_us(tag) and seen.mark < 0:
            seen.mark = tag.start
        _note(seen, tag)
    return seen


def _comes_after_us(tag: Tag) -> bool:
    """Whether ``tag`` runs or loads something, or changes what our addresses mean."""
    rel = tag.attributes.get("rel", "").lower().split()
    return tag.name in {"script", "base"} or (tag.name == "link" and "modulepreload" in rel)


def _note(seen: _Head, tag: Tag) -> None:
    """Keep what ``tag`` says about import maps, policy and encoding."""
    given = tag.attributes
    equiv = given.get("http-equiv", "").strip().lower()
    if tag.name == "script" and given.get("type", "").strip().lower() == "importmap":
        if "src" in given:
            seen.outer_map = seen.outer_map or tag
        else:
            seen.inline_map = seen.inline_map or tag
    elif tag.name == "meta" and equiv == "content-security-policy" and "content" in given:
        seen.policies.append(tag)
    elif tag.name == "meta" and not seen.charset:
        found = _CHARSET.search(given.get("content", "")) if equiv == "content-type" else None
        seen.charset = given.get("charset", "") or (found[1] if found else "")


def _map_edits(text: str, seen: _Head, charset: str, nonce: str) -> list[tuple[int, int, str]]:
    """Return the changes that merge our entries into the page's own map."""
    edits = []
    if (tag := seen.inline_map) and tag.content_end >= 0:
        own = text[tag.end : tag.content_end].encode("latin-1")
        try:
            merged = importmap.merged(own.decode(charset or "utf-8"))
        except (UnicodeDecodeError, LookupError):
            merged = None
        if merged is not None:
            edits.append((tag.end, tag.content_end, merged))
        if merged is not None and seen.policies and "nonce" not in tag.attributes:
            # A hash in the policy does not fit the merged text.
            name_end = tag.start + len("<script")
            edits.append((name_end, name_end, attribute(nonce)))
    if tag := seen.outer_map:
        address = tag.attributes["src"]
        joined = f"{address}{'&' if '?' in address else '?'}{MAP_QUERY}"
        edits.append((*tag.spans["src"], _quoted(joined)))
    return [edit for edit in edits if edit[0] >= 0]


def _policy_edit(tag: Tag, nonce: str) -> tuple[int, int, str]:
    """Return the change that lets our script through a policy."""
    start, end = tag.spans["content"]
    if start < 0:
        return tag.end, tag.end, ""
    return start, end, _quoted(csp.amended(tag.attributes["content"], nonce))


def _map_element(nonce: str) -> str:
    return f"<script type=importmap{attribute(nonce)}>{importmap.ours()}</script>"


def attribute(nonce: str) -> str:
    """Return the attribute that shows ``nonce``; empty for no nonce."""
    return f' nonce="{nonce}"' if nonce else ""


def _quoted(value: str) -> str:
    return f'"{html.escape(value)}"'


def _applied(text: str, edits: list[tuple[int, int, str]]) -> str:
    """Return ``text`` with ``edits`` (start, end, new text), which do not overlap."""
    parts, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])
