"""Keys by name, as the bytes that a terminal sends for them.

xterm, "PC-Style Function Keys": https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
"""

from __future__ import annotations

NAMED = {
    "enter": b"\r",
    "return": b"\r",
    "tab": b"\t",
    "shift-tab": b"\x1b[Z",
    "space": b" ",
    "escape": b"\x1b",
    "esc": b"\x1b",
    "backspace": b"\x7f",
    "delete": b"\x1b[3~",
    "insert": b"\x1b[2~",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "page-up": b"\x1b[5~",
    "page-down": b"\x1b[6~",
    **{f"f{n}": f"\x1bO{letter}".encode() for n, letter in zip(range(1, 5), "PQRS", strict=True)},
    **{
        f"f{n}": f"\x1b[{code}~".encode()
        for n, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)
    },
}


def key(name: str) -> bytes | None:
    r"""Return the bytes of a key; ``None`` = there is no such key.

    >>> key("ctrl-c"), key("alt-x"), key("up")
    (b'\x03', b'\x1bx', b'\x1b[A')
    """
    name = name.lower()
    if name in NAMED:
        return NAMED[name]
    held, _, rest = name.partition("-")
    if held in ("ctrl", "c") and len(rest) == 1 and (rest.isascii() and "@" <= rest.upper() <= "_"):
        return bytes([ord(rest.upper()) & 0x1F])
    if held in ("alt", "meta") and rest:
        after = key(rest) if len(rest) > 1 else rest.encode()
        return b"\x1b" + after if after is not None else None
    return None
