"""Runs inside LLDB, under any front of it: ``command script import .../daebug_values``.

Shows containers of the C++ library (libstdc++) and Rust's types by their elements.
What LLDB and Rust's toolchain have of their own for them crashes lldb-dap 22
(``std::unique_ptr``), takes seconds for a table of 10,000, or tells another variant
of an enum than there is.  Nothing here runs code of the program, and whatever it reads
may be garbage: variables are shown before they are initialised, too.

Rust's are in the category ``daebug-rust``, C++'s in ``daebug-cpp``; who wants one enables it.
"""

from __future__ import annotations

from typing import Any

from . import pages, register


def __lldb_init_module(debugger: Any, _names: Any) -> None:
    register.register(debugger)
    pages.add(debugger)
