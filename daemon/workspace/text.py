r"""A file's bytes as text, and back without touching what was not edited.

UTF-8 (with its mark or without), UTF-16 and UTF-32 with a mark; bytes that
are none of it survive as lone surrogates (PEP 383).  Where every line ends
with CR LF the text has LF alone, and the ending comes back on writing; a file
with both is left as it is, and only what is put in follows its surroundings.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

#: Longest marks first: that of UTF-32 LE starts with that of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Text:
    """The text of a file, and what it takes to write it as it was."""

    text: str
    encoding: str = "utf-8"
    mark: bytes = b""
    #: ``\n``, ``\r\n``, or ``mixed``: then ``text`` holds both.
    ending: str = "\n"
    #: Some bytes are not of the encoding.
    odd: bool = False

    @property
    def told(self) -> str:
        """The encoding for people."""
        return self.encoding + (" with byte order mark" if self.mark else "")


def read(data: bytes) -> Text:
    r"""Return ``data`` as text.

    >>> read(b"\xef\xbb\xbfa\r\n").text
    'a\n'
    """
    mark, encoding = next(((m, name) for m, name in _MARKS if data.startswith(m)), (b"", "utf-8"))
    body = data[len(mark) :]
    odd = False
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            mark, body = b"", data  # no UTF-16 after all
        encoding, odd = "utf-8", True
        text = body.decode(encoding, "surrogateescape")
    if "\r\n" not in text:
        return Text(text, encoding, mark, "\n", odd)
    if text.count("\r\n") == text.count("\n"):
        return Text(text.replace("\r\n", "\n"), encoding, mark, "\r\n", odd)
    return Text(text, encoding, mark, "mixed", odd)


def written(like: Text, text: str) -> bytes:
    r"""Return ``text``, an edited ``like.text``, as the bytes of its file.

    Raises:
        UnicodeEncodeError: it has characters that the encoding lacks: lone surrogates.

    >>> written(read(b"a\r\n"), "a\nb\n")
    b'a\r\nb\r\n'
    """
    if like.ending == "\r\n":
        text = text.replace("\n", "\r\n")
    errors = "surrogateescape" if like.encoding == "utf-8" else "strict"
    return like.mark + text.encode(like.encoding, errors)


def asked(like: Text, old: str) -> str:
    r"""Return text that is looked for in ``like.text``, with the line ends it has there."""
    return old if like.ending == "mixed" else old.replace("\r\n", "\n")


def fitting(like: Text, new: str, start: int, end: int) -> str:
    r"""Return ``new``, which replaces ``like.text[start:end]``, with the line ends around it.

    In a file with both kinds, those of the replaced text count, then that of the line it ends in.

    >>> fitting(read(b"a\r\nb\nc"), "x\ny", 0, 2)
    'x\r\ny\r'
    """
    plain = new.replace("\r\n", "\n")
    if like.ending != "mixed":
        return plain
    gone = like.text[start:end]
    crlf = gone.count("\r\n")
    split = gone.endswith("\r") and like.text[end : end + 1] == "\n"
    if not crlf and not split and "\n" not in gone:
        feed = like.text.find("\n", end)
        crlf = int(feed > 0 and like.text[feed - 1] == "\r")
        lines = 0
    else:
        lines = gone.count("\n")
    if split or 2 * crlf > lines:
        plain = plain.replace("\n", "\r\n")
    return plain + "\r" if split and not plain.endswith("\r") else plain
