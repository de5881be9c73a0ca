"""What an adapter's refusal of a start means, in the words of the catalogue."""

from __future__ import annotations

from collections.abc import Callable

from ..protocol.errors import DaebugError
from ..protocol.errors.adapter import AdapterRefused
from ..protocol.errors.programs import AttachFailed, BadCoreFile, CantConnect, LaunchFailed
from ..protocol.orders import Attach, CoreFile, Remote, Target
from . import attaching


def program(target: Target) -> str:
    """Return what is debugged, for people."""
    if isinstance(target, Remote):
        return f"{target.host}:{target.port}"
    if isinstance(target, Attach):
        return target.address or f"process {target.pid}"
    return target.program


def start(plain: Callable[[str], str], target: Target, error: AdapterRefused) -> DaebugError:
    """Return the error for a start that the adapter refused, for a reason made ``plain``."""
    adapter, why = error.facts["adapter"], plain(error.facts["why"])
    if isinstance(target, CoreFile):
        why = why.splitlines()[0]
        return BadCoreFile(adapter=adapter, core=target.core, program=target.program, why=why)
    if isinstance(target, Remote) or (isinstance(target, Attach) and target.port):
        return CantConnect(adapter=adapter, address=program(target), why=why)
    if error.facts["request"] not in ("launch", "attach"):
        return error
    if isinstance(target, Attach):
        return AttachFailed(adapter=adapter, pid=target.pid, why=why, fix=attaching.fix())
    return LaunchFailed(adapter=adapter, program=program(target), why=why)
