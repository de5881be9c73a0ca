"""Templates of requests and commands: ``${name}`` in them stands for a value.

A text that is nothing but ``${name}`` becomes the value itself, so a list stays
a list; within a longer text it becomes words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NAME = re.compile(r"\$\{(\w+)\}")


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """Return ``template`` with its names replaced; one that is not known stays as it is.

    >>> filled({"a": "${args}", "b": ["x=${port}"]}, {"args": ["1"], "port": 5})
    {'a': ['1'], 'b': ['x=5']}
    """
    match template:
        case str():
            whole = _NAME.fullmatch(template)
            if whole is not None and whole[1] in values:
                return values[whole[1]]
            return _NAME.sub(lambda name: _words(values, name), template)
        case list():
            return [filled(item, values) for item in template]
        case dict():
            return {key: filled(item, values) for key, item in template.items()}
        case _:
            return template


def _words(values: Mapping[str, Any], name: re.Match[str]) -> str:
    value = values.get(name[1], name[0])
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
