"""What a file is by its first bytes: text, a picture, or something else."""

from __future__ import annotations

import codecs

#: Bytes that are looked at.
SAMPLE_BYTES = 4096

#: A text has fewer control characters than this.
MOST_CONTROLS = 0.3

_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])

_WIDE = (
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
    codecs.BOM_UTF32_LE,
    codecs.BOM_UTF32_BE,
)

_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)


def picture(sample: bytes) -> str:
    """Return the MIME type of a picture or a PDF; empty for anything else."""
    if sample[:4] == b"RIFF" and sample[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _PICTURES if sample.startswith(start)), "")


def binary(sample: bytes) -> str:
    """Return why a file is no text, by its first bytes; empty if it is text."""
    if sample.startswith(_WIDE):
        return ""
    if b"\0" in sample:
        return f"a NUL at byte {sample.index(0)}"
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > MOST_CONTROLS * len(sample):
        return f"{controls} control characters in its first {len(sample)} bytes"
    return ""
