"""Memory as text: bytes with their characters, numbers of a size, or a C string.  Pure."""

from __future__ import annotations

#: Formats of ``daebug memory --format``.
FORMATS = ("bytes", "x", "d", "u", "s")

#: Bytes on a line.
WIDTH = 16


def lines(address: int, data: bytes, form: str, size: int, order: str = "little") -> list[str]:
    r"""Return ``data``, which stands at ``address``, as lines of text.

    ``form`` is one of ``FORMATS``; ``size`` the bytes of one number; a rest that
    fills no number is shown as bytes.

    >>> lines(0x10, b"Hi\x00", "bytes", 1)
    ['0x10: 48 69 00                                         |Hi.|']
    >>> lines(0x10, b"\xff\xff\x01\x00", "d", 2)
    ['0x10: -1 1']
    """
    if form == "s":
        return [f"{address:#x}: {string(data)}"]
    width = len(f"{address + len(data):#x}")
    shown = []
    for start in range(0, len(data), WIDTH):
        row = data[start : start + WIDTH]
        text = _bytes(row) if form == "bytes" else _numbers(row, form, size, order)
        shown.append(f"{address + start:#0{width}x}: {text}")
    return shown


def string(data: bytes) -> str:
    r"""Return the C string at the start of ``data`` in quotes.

    >>> string(b"ab\ncd\x00rest")
    '"ab\\ncd"'
    """
    text, found, _ = data.partition(b"\0")
    shown = text.decode("utf-8", "backslashreplace").encode("unicode_escape").decode()
    return '"' + shown.replace('"', '\\"') + '"' + ("" if found else "...")


def _bytes(row: bytes) -> str:
    text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
    return f"{row.hex(' '):<{WIDTH * 3 - 1}} |{text}|"


def _numbers(row: bytes, form: str, size: int, order: str) -> str:
    shown = []
    for start in range(0, len(row), size):
        piece = row[start : start + size]
        if len(piece) < size:
            shown.append(piece.hex(" "))
            break
        signed = form == "d"
        value = int.from_bytes(piece, "big" if order == "big" else "little", signed=signed)
        shown.append(f"0x{value:0{size * 2}x}" if form == "x" else str(value))
    return " ".join(shown)
