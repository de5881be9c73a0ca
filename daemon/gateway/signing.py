"""Signatures of jobs and results, where a network between may not be trusted.  Pure.

HMAC-SHA256 (RFC 2104) with the root's secret, over a line that says what is
signed, lines that say for whom, and the body as it is sent.  A job's id is in
both bodies or paths: an old result sent again is for a job that is answered,
and changes nothing; an old job sent again has an id that the program knows.

What can't sign, the script in a page above all, which came over that very
network and would have brought the secret along, counts from this machine only.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping

#: The header of a signature: 64 hexadecimal digits.
HEADER = "X-Daebug-Signature"


def of_job(secret: str, name: str, load: str, body: bytes) -> str:
    """Return the signature of the answer that hands a job to that load of a realm."""
    return _signed(secret, f"daebug-job-1\n{name}\n{load}\n", body)


def of_result(secret: str, job: str, body: bytes) -> str:
    """Return the signature of a posted result; name and load stand in its body."""
    return _signed(secret, f"daebug-result-1\n{job}\n", body)


def result_holds(secret: str, headers: Mapping[str, str], job: str, body: bytes) -> bool:
    """Whether a result is signed as it has to be; always, where there is no secret."""
    if not secret:
        return True
    shown = headers.get(HEADER, "").strip().lower()
    made = of_result(secret, job, body)
    return hmac.compare_digest(shown.encode("utf-8", "replace"), made.encode())


def from_here(peer: str | None) -> bool:
    """Whether a connection comes from this machine; ``peer`` is its address."""
    try:
        address = ipaddress.ip_address((peer or "").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _signed(secret: str, lead: str, body: bytes) -> str:
    return hmac.new(secret.encode(), lead.encode() + body, hashlib.sha256).hexdigest()
