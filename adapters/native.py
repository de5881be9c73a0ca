"""What a native program's file tells before it is run: format, language, symbols.

Magic numbers and a search for names; no parsing of tables.  ``prepare`` is how
every adapter for such programs begins a session.
"""

from __future__ import annotations

import asyncio
import mmap
import os
from pathlib import Path

import msgspec

from ..protocol.orders import Attach, Launch, OpenSession
from . import attaching
from .debuggee import Debuggee
from .kind import Place
from .output import Output
from .rust import PANIC

ELF = b"\x7fELF"

#: Mach-O, thin and fat, both byte orders (mach-o/loader.h, mach-o/fat.h).
MACH_O = (
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa\xcf",
    b"\xfe\xed\xfa\xce",
    b"\xca\xfe\xba\xbe",
)

#: e_type of elf(5) at offset 16: relocatable file, core file.
RELOCATABLE, CORE = 1, 4


#: Frames of the C and Rust runtimes: their sources, and their functions.
RUNTIME_PATHS = ["^/usr/lib", "^/lib", "^/rustc/", "/library/std/src/", "/library/core/src/",
                 "/csu/", "/sysdeps/", "`"]  # fmt: skip
RUNTIME_NAMES = ["^_start$", "^__libc_", "^___lldb_unnamed_symbol", "^_dl_", "^std::rt",
                 "^std::panicking", "^std::sys", "^core::ops::function", "^core::panicking",
                 "__rust_begin_short_backtrace", "^rust_panic", "^__rust_", "^clone3?$",
                 "^start_thread$", "^__pthread_kill", "^__GI_"]  # fmt: skip


class Traits(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a native program."""

    #: ``c``, ``c++`` or ``rust``.
    language: str = "c"
    #: It has a symbol ``main`` that a breakpoint can be set on.
    main: bool = True


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a session's target before its adapter is asked anything."""

    program: Path
    traits: Traits
    debuggee: Debuggee
    #: Where to look for what belongs to the program's language.
    env: dict[str, str]


def native(head: bytes) -> bool:
    """Whether ``head`` begins a program of the system's own format."""
    return head.startswith((ELF, *MACH_O))


def elf_type(head: bytes) -> int:
    """Return an ELF file's ``e_type``; 0 = no ELF file."""
    if not head.startswith(ELF) or len(head) < 18:
        return 0
    return int.from_bytes(head[16:18], "big" if head[5] == 2 else "little")


def traits(program: Path) -> Traits:
    """Return what the file of ``program`` tells; one pass for each name.

    Raises:
        OSError: it can't be read.
    """
    with program.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        main = data.find(b"\0main\0") >= 0 or data.find(b"\0_main\0") >= 0
        if data.find(PANIC.encode()) >= 0:
            return Traits(language="rust", main=main)
        language = "c++" if data.find(b"__gxx_personality") >= 0 else "c"
        return Traits(language=language, main=main)


async def prepare(adapter: str, order: OpenSession, place: Place) -> Prepared:
    """Return what an adapter for native programs plans a session from.

    Raises:
        NoSuchProcess, NotYourProcess, AttachFailed: the pid can't be attached to.
    """
    target = order.target
    if isinstance(target, Attach):
        attaching.check(target.pid, adapter)
        program = Path(f"/proc/{target.pid}/exe")
    else:
        program = Path(target.program or os.devnull)
    try:
        told = await asyncio.to_thread(traits, program)
    except (OSError, ValueError):  # another user's program, or an empty file
        told = Traits()
    debuggee = Debuggee("", Output(order.session, place.push))
    if isinstance(target, Attach):
        debuggee.identify(target.pid)
    else:
        debuggee.program = str(program)
    env = target.env if isinstance(target, Launch) else place.env
    return Prepared(program=program, traits=told, debuggee=debuggee, env=env)
