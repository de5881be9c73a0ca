"""How memory is read under Delve, whose own request takes no address: as an array of bytes."""

from __future__ import annotations

import base64
import re
from typing import Any

from .kind import Ask

#: Bytes of one expression: as many as Delve shows of an array.
PAGE = 64

_LISTED = re.compile(r"\[\d+\]uint8 \[([\d,]*)")


async def read(arguments: dict[str, Any], send: Ask) -> dict[str, Any]:
    """Return the body of ``readMemory``.

    Raises:
        AdapterRefused: a place that is no address and none of Delve's, or nothing is there.
    """
    reference = str(arguments.get("memoryReference"))
    try:
        begin = int(reference, 0) + int(arguments.get("offset") or 0)
    except ValueError:
        return await send("readMemory", arguments)
    data = bytearray()
    count = int(arguments["count"])
    while len(data) < count:
        size = min(PAGE, count - len(data))
        expression = f"*(*[{size}]uint8)({begin + len(data):#x})"
        told = await send("evaluate", {"expression": expression, "context": "watch"})
        listed = _LISTED.search(str(told.get("result")))
        page = bytes(int(one) for one in listed[1].split(",") if one) if listed else b""
        if not page:
            break
        data += page
    return {"address": hex(begin), "data": base64.b64encode(data).decode()}
