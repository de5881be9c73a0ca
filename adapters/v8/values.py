"""JavaScript values as DAP's variables: one line each, and what to ask for their parts.

Nothing of the program runs to show a value: getters stay unread until they are
opened, and previews come from V8.
"""

from __future__ import annotations

import json
import re
from typing import Any

#: Characters of one value.
VALUE_CHARS = 2000

#: Parts in the line of a value.
SHOWN = 10

_LENGTH = re.compile(r"\((\d+)\)$")

#: Getters, as they are shown until somebody opens them.
UNREAD = "(getter)"


def shown(remote: dict[str, Any]) -> str:
    """Return a CDP ``RemoteObject`` on one line.

    >>> shown({"type": "string", "value": "a"}), shown({"type": "undefined"})
    ('"a"', 'undefined')
    """
    kind, subtype = remote.get("type"), remote.get("subtype")
    description = str(remote.get("description") or "")
    if kind == "string":
        return json.dumps(remote.get("value"), ensure_ascii=False)[:VALUE_CHARS]
    if subtype == "null":
        return "null"
    if kind == "undefined":
        return "undefined"
    if kind == "function":
        return _head(description)
    if kind != "object":
        return description or str(remote.get("value")).lower()
    if subtype == "error":
        return description.partition("\n    at ")[0][:VALUE_CHARS]
    if subtype in ("date", "regexp", "node", "internal#entry"):
        return description
    preview = remote.get("preview")
    return _preview(preview)[:VALUE_CHARS] if preview else description


def kind(remote: dict[str, Any]) -> str:
    """Return the type of a value, for people: ``number``, ``Map``, ``Point``."""
    if remote.get("subtype") == "null":
        return "null"
    if remote.get("type") == "object":
        return str(remote.get("className") or "object")
    return str(remote.get("type") or "")


def length(remote: dict[str, Any]) -> int:
    """Return how many elements an array, a map or a set has; 0 = it is none."""
    if remote.get("subtype") not in ("array", "typedarray", "map", "set"):
        return 0
    found = _LENGTH.search(str(remote.get("description") or ""))
    return int(found[1]) if found else 0


def unfolds(remote: dict[str, Any]) -> bool:
    """Whether a value has parts."""
    return bool(remote.get("objectId")) and remote.get("type") in ("object", "function")


def member(parent: str, name: str) -> str:
    """Return the expression for a property of ``parent``; empty = there is none.

    >>> member("p", "x"), member("p", "a b"), member("p", "3")
    ('p.x', 'p["a b"]', 'p[3]')
    """
    if not parent or name.startswith("[["):
        return ""
    if name.isdigit():
        return f"{parent}[{name}]"
    if re.fullmatch(r"[#\w$]+", name):
        return f"{parent}.{name}"
    return "" if name.startswith("Symbol(") else f"{parent}[{json.dumps(name)}]"


def _head(source: str) -> str:
    """Return the head of a function or class from its source text.

    >>> _head("function f(a, { b }) { return a }"), _head("(a) => a"), _head("class A { }")
    ('function f(a, { b })', '(a) => …', 'class A')
    """
    if source.startswith("class"):
        return " ".join(source.partition("{")[0].split())
    depth, end = 0, 0
    for at, char in enumerate(source):
        depth += (char in "([{") - (char in ")]}")
        if depth == 0 and (char == ")" or source.startswith("=>", at)):
            end = at + (char == ")")
            break
    arrow = source[end:].lstrip().startswith("=>")
    return " ".join(source[:end].split())[:200] + (" => …" if arrow else "")


def _preview(preview: dict[str, Any]) -> str:
    """Return V8's preview of an object: ``Point {x: 3, y: 4}``, ``Array(3) [1, 2, 3]``."""
    name = str(preview.get("description") or "")
    more = ["…"] if preview.get("overflow") else []
    if entries := preview.get("entries"):
        pairs = [_entry(entry) for entry in entries]
        return f"{name} {{{', '.join([*pairs, *more])}}}"
    properties = preview.get("properties") or []
    if preview.get("subtype") in ("map", "set", "weakmap", "weakset"):
        return f"{name} {{}}" if name.endswith("(0)") else name
    if len(properties) > SHOWN:
        properties, more = properties[:SHOWN], ["…"]
    if preview.get("subtype") in ("array", "typedarray"):
        values = [
            _brief(p) if str(p.get("name")).isdigit() else f"{p.get('name')}: {_brief(p)}"
            for p in properties
        ]
        return f"{name} [{', '.join([*values, *more])}]"
    values = [f"{p.get('name')}: {_brief(p)}" for p in properties]
    text = f"{{{', '.join([*values, *more])}}}"
    return text if name == "Object" else f"{name} {text}"


def _entry(entry: dict[str, Any]) -> str:
    value = _short(entry.get("value") or {})
    return f"{_short(entry['key'])} => {value}" if entry.get("key") else value


def _short(preview: dict[str, Any]) -> str:
    """Return a key or value of an entry."""
    if preview.get("type") == "string":
        return json.dumps(preview.get("description"), ensure_ascii=False)
    return str(preview.get("description") or preview.get("type"))


def _brief(told: dict[str, Any]) -> str:
    """Return one property of a preview."""
    value = str(told.get("value") or "")
    if told.get("type") == "string":
        return json.dumps(value, ensure_ascii=False)
    if told.get("type") == "accessor":
        return UNREAD
    if told.get("type") == "function":
        return "function"
    if told.get("type") == "object" and value == "Object":
        return "{…}"
    return value or str(told.get("type"))
