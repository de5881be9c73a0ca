"""The ask of a command line, packed by hand; imports only ``sys`` and ``posix``.

The shape is ``protocol/wire.py``'s ``ArgvAsk``; a test decodes one with the other.
"""

import sys

from .. import __version__

if sys.platform == "win32":
    import nt as posix
else:
    import posix

#: ``protocol/wire.py``, ``VERSION``, and ``protocol/framing.py``, ``MAX_BODY``.
WIRE_VERSION = 1
MAX_BODY = 8 * 1024 * 1024


def ask(argv: list[str], token: str = "") -> bytes:
    """Return the ask for ``argv`` as msgpack (``protocol/wire.py``, ``ArgvAsk``).

    Raises:
        FrameTooLarge: argv and environment together are over ``MAX_BODY``.
    """
    try:
        cwd = _bytes(posix.getcwd())
    except OSError:
        cwd = b""  # the folder was deleted; the daemon says so where it matters
    env = [_bytes(name) + b"=" + _bytes(value) for name, value in posix.environ.items()]
    terminals = [posix.isatty(fd) for fd in range(3)]
    fields = [
        ("kind", _str("argv")),
        ("v", _uint(WIRE_VERSION)),
        ("version", _str(__version__)),
        ("argv", _array([_bin(_bytes(word)) for word in argv])),
        ("cwd", _bin(cwd)),
        ("env", _array([_bin(item) for item in env])),
        ("tty", _array([b"\xc3" if tty else b"\xc2" for tty in terminals])),
        ("cols", _uint(_columns(terminals))),
        ("pid", _uint(posix.getpid())),
    ]
    if token:
        fields.append(("token", _str(token)))
    body = bytes([0x80 | len(fields)]) + b"".join(_str(key) + value for key, value in fields)
    if len(body) > MAX_BODY:
        from ..protocol.errors.daemon import FrameTooLarge  # the catalogue: only on failure

        raise FrameTooLarge(size_bytes=len(body), limit_bytes=MAX_BODY)
    return body


def _columns(terminals: list[bool]) -> int:
    """Return the width of the terminal in columns; 0 = there is none."""
    for fd in (1, 2, 0):
        if terminals[fd]:
            return posix.get_terminal_size(fd).columns
    return 0


def _bytes(text: str | bytes) -> bytes:
    """Return what the system handed over as bytes, undecodable ones included."""
    if isinstance(text, bytes):
        return text
    return text.encode(sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())


# msgpack, each shape in its widest or only form: https://github.com/msgpack/msgpack/blob/master/spec.md


def _bin(data: bytes) -> bytes:
    return b"\xc6" + len(data).to_bytes(4, "big") + data


def _str(text: str) -> bytes:
    data = text.encode()
    return b"\xd9" + len(data).to_bytes(1, "big") + data


def _uint(number: int) -> bytes:
    return b"\xce" + number.to_bytes(4, "big")


def _array(items: list[bytes]) -> bytes:
    return b"\xdd" + len(items).to_bytes(4, "big") + b"".join(items)
