"""Times as transcripts show them: clocks, durations, and numbers as JavaScript prints them.

Nothing here asks what time it is; times are passed in.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

#: Durations below are shown in milliseconds.
SECONDS_FROM_MS = 2000


def moment(when: str | float, zone: dt.tzinfo | None = None) -> dt.datetime | None:
    """Return ``when`` (ISO text, or milliseconds since the epoch) in ``zone``.

    No zone = the machine's.  ``None`` = not a time.
    """
    try:
        if isinstance(when, str):
            read = dt.datetime.fromisoformat(when)
            return (read if read.tzinfo or not zone else read.replace(tzinfo=zone)).astimezone(zone)
        return dt.datetime.fromtimestamp(when / 1000, zone).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return None


def hms(when: str | float, zone: dt.tzinfo | None = None) -> str:
    """Return ``HH:MM:SS``, 24 h; empty if ``when`` is no time."""
    found = moment(when, zone)
    return found.strftime("%H:%M:%S") if found else ""


def twelve(when: str | float, zone: dt.tzinfo | None = None) -> str:
    """Return ``7:05:03 AM``, the clock of the index; empty if ``when`` is no time."""
    found = moment(when, zone)
    if not found:
        return ""
    half = "AM" if found.hour < 12 else "PM"
    return f"{found.hour % 12 or 12}:{found:%M:%S} {half}"


def duration(ms: float) -> str:
    """Return ``1999ms`` below two seconds, else ``2.3s``.

    >>> duration(8), duration(2250)
    ('8ms', '2.3s')
    """
    return f"{number(ms)}ms" if ms < SECONDS_FROM_MS else f"{fixed(ms / 1000)}s"


def long_duration(ms: float) -> str:
    """Return as ``duration``, with thousands parted: ``1,234.6s``."""
    return f"{number(ms)}ms" if ms < SECONDS_FROM_MS else f"{fixed(ms / 1000):,}s"


def fixed(value: float) -> Decimal:
    """Return ``value`` with one decimal; an exact tie goes up, as JavaScript's ``toFixed`` does.

    ECMAScript, Number.prototype.toFixed: "If there are two such n, pick the larger n."
    https://tc39.es/ecma262/#sec-number.prototype.tofixed
    """
    return Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)


def number(value: float) -> str:
    """Return ``value`` without a fraction that is none: ``8`` for 8.0, ``1999.5``."""
    rounded = round(value, 3)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)
