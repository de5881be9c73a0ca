"""The pipe between hub and zygote: which roles should live, and which died."""

from __future__ import annotations

import msgspec


class StartRole(msgspec.Struct, frozen=True, tag=True):
    """Hub to zygote: fork this role if it is absent."""

    role: str


class Leave(msgspec.Struct, frozen=True, tag=True):
    """Hub to zygote: end every role, give up the socket, exit.

    The client's connection comes along as a file descriptor (SCM_RIGHTS), and
    ``farewell`` is written to it last: so the client learns of the end when all
    is really gone.
    """

    farewell: bytes


class RoleForked(msgspec.Struct, frozen=True, tag=True):
    """Zygote to hub: a role runs as ``pid``; it has not joined the bus yet."""

    role: str
    pid: int


class RoleDied(msgspec.Struct, frozen=True, tag=True):
    """Zygote to hub: a role ended without being asked to."""

    role: str
    pid: int
    #: ``signal SIGKILL`` or ``exit status 3``.
    how: str
    #: Seconds until it is forked again; negative = only on need.
    restart_in_s: float


Request = StartRole | Leave
Report = RoleForked | RoleDied

_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_reports: msgspec.msgpack.Decoder[Report] = msgspec.msgpack.Decoder(Report)


def encode(message: Request | Report) -> bytes:
    """Return the msgpack of ``message``."""
    return msgspec.msgpack.encode(message)


def request(body: bytes) -> Request:
    """Return what the hub asks."""
    return _requests.decode(body)


def report(body: bytes) -> Report:
    """Return what the zygote reports."""
    return _reports.decode(body)
