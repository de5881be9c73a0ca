"""Tell an error of the client itself: the words of the catalogue, or a traceback."""

from __future__ import annotations

import json
import sys
import traceback

from ..protocol.errors import DaebugError, spoken
from ..protocol.errors.daemon import CantWrite, Unexpected


def tell(error: Exception, argv: list[str]) -> int:
    """Print ``error`` to standard error, as JSON if ``argv`` asks for it; return its status."""
    if isinstance(error, DaebugError):
        refusal = error
    elif isinstance(error, OSError) and error.filename is None:
        # Only writing what the daemon sent raises this: the rest names its file.
        refusal = CantWrite(path="the output", why=error.strerror or str(error))
    else:
        traceback.print_exception(error)
        refusal = Unexpected(what=f"{type(error).__name__}: {error}")
    options = argv[: argv.index("--")] if "--" in argv else argv
    as_json = "--json" in options
    text = json.dumps(refusal.document()) + "\n" if as_json else spoken(refusal)
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        pass  # nobody listens; the status still tells
    return refusal.exit_status
