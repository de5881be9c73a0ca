"""What the system tells of a process."""

from __future__ import annotations


def process_name(pid: int) -> str:
    """Return the name of process ``pid``; empty if it can't be known."""
    import psutil  # 37 ms to import; only attach and status need it

    try:
        return str(psutil.Process(pid).name())
    except (psutil.Error, ValueError, OverflowError):
        return ""


def memory_bytes(pid: int) -> int:
    """Return the resident memory of process ``pid`` in bytes; 0 if it is gone."""
    import psutil  # 37 ms to import; only attach and status need it

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
