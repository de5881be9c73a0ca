"""Secrets in the values of a program: masked, because what an agent reads goes far.  Pure."""

from __future__ import annotations

import re

#: Put in place of a secret.
MASK = "****"

_WORDS = (
    r"pass(?:word|wd|phrase)?|secret|token|api_?key|private_?key|access_?key|credentials?|"
    r"authorization|cookie|bearer|session_?id|jwt"
)

#: A name that holds one of the words as a whole: ``db_password``, ``apiKey``, ``TOKEN``.
_NAME = re.compile(rf"(?:^|[_\W])(?:{_WORDS})s?(?:$|[_\W\d])", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

#: Text in quotes, as debuggers print it.
_QUOTED = re.compile(r"""(["'])(?P<text>(?:\\.|(?!\1).){3,})\1""", re.DOTALL)

#: ``"password": "x"``, ``token = 'x'`` within what a value prints.
_PAIR = re.compile(
    rf"""(?P<head>["']?\b\w*(?:{_WORDS})\w*["']?\s*(?::|=>?)\s*)(["'])(?:\\.|(?!\2).)+\2""",
    re.IGNORECASE | re.DOTALL,
)

#: What is a secret whatever it is called.
_SHAPES = re.compile(
    r"AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|xox[abprs]-[\w-]{10,}|"
    r"sk-[A-Za-z0-9_-]{20,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|"
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:.|\n)*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"
)


def masked(name: str, text: str) -> str:
    """Return ``text``, the value of ``name``, without the secrets that can be told.

    >>> masked("db_password", '"hunter2"'), masked("passenger", '"Anna"')
    ('"****"', '"Anna"')
    >>> masked("config", "{'user': 'a', 'apiKey': 'xyz'}")
    "{'user': 'a', 'apiKey': '****'}"
    >>> masked("token", "42")
    '42'
    """
    if named(name):
        text = _QUOTED.sub(lambda found: f"{found[1]}{MASK}{found[1]}", text)
    text = _PAIR.sub(lambda found: f"{found['head']}{found[2]}{MASK}{found[2]}", text)
    return _SHAPES.sub(MASK, text)


def named(name: str) -> bool:
    """Whether what is called so is a secret.

    >>> named("apiKey"), named("passenger")
    (True, False)
    """
    return bool(_NAME.search(_CAMEL.sub("_", name)))
