"""Start a Python program under debugpy, in the program's own interpreter.

``python debuggee.py FALLBACK --connect HOST:PORT --wait-for-client PROGRAM ARGS``

It runs in the debuggee, so it stays small and old-fashioned: any Python that
debugpy supports must read it, and it leaves ``sys.path`` and ``sys.argv`` as the
program would find them.  debugpy is the program's own if it has one, else the
one in the folder FALLBACK.
"""

import importlib.util
import sys


def own_debugpy(fallback):
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


def prompt(connect):
    """Return ``connect`` so that afterwards no answer waits for an acknowledgement.

    Nagle's algorithm and delayed acknowledgements cost 44 ms a request else.
    """

    def connected(*args, **kwargs):
        answer = connect(*args, **kwargs)
        try:
            import socket

            from _pydevd_bundle.pydevd_constants import get_global_debugger

            stream = get_global_debugger().writer.sock
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except Exception as error:  # only slower without it
            sys.stderr.write("daebug: answers will be slow: %s\n" % (error,))
        return answer

    return connected


def plain(program):
    """Return an ``excepthook`` that leaves out the frames that are not the program's."""

    def hook(kind, value, trace):
        own = trace
        while own is not None and own.tb_frame.f_code.co_filename != program:
            own = own.tb_next
        if own is None and not issubclass(kind, SyntaxError):
            own = trace
        value.__traceback__ = own
        sys.__excepthook__(kind, value, own)

    return hook


def main():
    """Do what the first lines say."""
    here, fallback = sys.argv[0], sys.argv[1]
    folder = here.rpartition("/")[0]
    if sys.path and sys.path[0] == folder:
        del sys.path[0]
    sys.argv[:2] = ["debugpy"]
    debugpy = own_debugpy(fallback)
    debugpy.connect = prompt(debugpy.connect)
    sys.excepthook = plain(sys.argv[sys.argv.index("--wait-for-client") + 1])
    debugpy.server.cli.main()


if __name__ == "__main__":
    main()
