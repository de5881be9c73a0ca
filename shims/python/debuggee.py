"""Start a Python program under debugpy, in the program's own interpreter.

``python debuggee.py FALLBACK OWN --connect HOST:PORT --wait-for-client PROGRAM ARGS``

PROGRAM is a file, ``-m MODULE``, or ``-c FILE``: a file with text that runs as
``python -c`` would run it.  OWN is the file of the program's first line; empty =
not known.

It runs in the debuggee, so it stays small and old-fashioned: any Python that
debugpy supports must read it, and it leaves ``sys.path`` and ``sys.argv`` as the
program would find them.  debugpy is the program's own if it has one, else the
one in the folder FALLBACK.
"""

from __future__ import annotations

import builtins
import importlib.util
import os
import socket
import sys
import types


def own_debugpy(fallback: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a module
    """Import debugpy; ``fallback`` is on the path no longer than that takes."""
    if importlib.util.find_spec("debugpy") is not None:
        import debugpy.server.cli

        return debugpy
    sys.path.insert(0, fallback)
    try:
        import debugpy.server.cli
    finally:
        sys.path.remove(fallback)
    return debugpy


def prompt(start_client):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - pydevd's function
    """Return ``start_client`` so that no answer of its socket waits for an acknowledgement.

    Nagle's algorithm and delayed acknowledgements cost 44 ms a request else, from
    the first one on.
    """

    def started(*args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN003, ANN202
        stream = start_client(*args, **kwargs)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return stream

    return started


#: What pydevd waits at the end for threads that block in a read: ``wait``, seconds.
STOCK_END, BRISK_END = (True, 0.5), (True, 0.05)


def brisk(debugger):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - pydevd's class
    """Let ``debugger`` end with the program, not half a second after it.

    All it has to say is written by then; what it waits for is a reader that only
    the closing socket ends.
    """
    method = debugger.dispose_and_kill_all_pydevd_threads
    if method.__defaults__ == STOCK_END:
        method.__defaults__ = BRISK_END


#: What pydevd waits for a thread to stop, before it tells where that is: ``fmt``, seconds,
#: ``start_frame``, ``levels``.
STOCK_STACK, BRISK_STACK = (None, 0.5, 0, 0), (None, 0.0, 0, 0)


def at_once(api):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - pydevd's class
    """Let ``api`` tell the stack of a thread that is blocked outside Python without a wait.

    Such a thread never stops; with two hundred of them their stacks took a minute and more.
    """
    if api.request_stack.__defaults__ == STOCK_STACK:
        api.request_stack.__defaults__ = BRISK_STACK


def once_a_file(api):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - pydevd's module
    """Let ``api`` compile a file once for all its breakpoints, not once for each.

    A thousand of them in ten thousand lines took half a minute.
    """
    lines_of = api._get_code_lines  # noqa: SLF001 - nothing else leads there
    last: dict[object, list[int]] = {}

    def lines(code):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - pydevd's function
        if not isinstance(code, str):
            return lines_of(code)
        status = os.stat(code)
        state = code, status.st_mtime_ns, status.st_size
        if state not in last:
            last.clear()
            last[state] = sorted(lines_of(code))
        return last[state]

    api._get_code_lines = lines  # noqa: SLF001 - as above


def text(cli):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - debugpy's module
    """Return what runs the text in a file as ``python -c``: debugpy's has no ``__name__``."""

    def run():  # type: ignore[no-untyped-def]  # noqa: ANN202
        path = cli.options.target
        cli.start_debugging("-c")
        if not getattr(sys.flags, "safe_path", False) and not sys.flags.isolated:
            sys.path.insert(0, "")
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec", dont_inherit=True)
        exec(code, sys.modules["__main__"].__dict__)  # noqa: S102 - this is what it is for

    return run


def plain(program: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a hook
    """Return an ``excepthook`` that leaves out the frames that are not the program's."""

    def hook(kind, value, trace):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        own = trace
        while own is not None and own.tb_frame.f_code.co_filename != program:
            own = own.tb_next
        if own is None and not issubclass(kind, SyntaxError):
            own = trace
        value.__traceback__ = own
        sys.__excepthook__(kind, value, own)

    return hook


def main() -> None:
    """Do what the first lines say."""
    here, fallback, own = sys.argv[:3]
    if sys.path and sys.path[0] == here.rpartition("/")[0]:
        del sys.path[0]
    sys.argv[:3] = ["debugpy"]
    debugpy = own_debugpy(fallback)
    try:
        import pydevd  # type: ignore[import-not-found]  # debugpy put it on the path
        from _pydevd_bundle import pydevd_api  # type: ignore[import-not-found]

        pydevd.start_client = prompt(pydevd.start_client)  # type: ignore[no-untyped-call]
        brisk(pydevd.PyDB)  # type: ignore[no-untyped-call]
        at_once(pydevd_api.PyDevdAPI)  # type: ignore[no-untyped-call]
        once_a_file(pydevd_api)  # type: ignore[no-untyped-call]
    except (ImportError, AttributeError) as error:  # only slower without it
        sys.stderr.write("daebug: answers will be slow: %s\n" % error)  # noqa: UP031 - any Python
    debugpy.server.cli.run_code = text(debugpy.server.cli)  # type: ignore[no-untyped-call]
    sys.excepthook = plain(own)
    # A child is started by debugpy, which warns it of what is only slower there.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    # Modules and text run in this one's place; what is defined here is not theirs.
    clean = types.ModuleType("__main__")
    clean.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = clean
    debugpy.server.cli.main()


if __name__ == "__main__":
    main()
