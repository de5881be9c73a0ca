"""Conditional and partial requests."""

from __future__ import annotations

import pytest

from daebug.daemon.gateway import conditions
from daebug.daemon.gateway.conditions import Span

TAG, WHEN, SIZE = '"1-a"', 1_700_000_000_000_000_000, 100
DATE = conditions.http_date(WHEN)
EARLIER = conditions.http_date(WHEN - 10**9)
WHOLE = Span(200, 0, 100)


@pytest.mark.parametrize(
    ("headers", "span"),
    [
        ({}, WHOLE),
        ({"If-None-Match": TAG}, Span(304, 0, 0)),
        ({"If-None-Match": f'"x", W/{TAG}'}, Span(304, 0, 0)),
        ({"If-None-Match": "*"}, Span(304, 0, 0)),
        ({"If-None-Match": '"x"', "If-Modified-Since": DATE}, WHOLE),
        ({"If-Modified-Since": DATE}, Span(304, 0, 0)),
        ({"If-Modified-Since": EARLIER}, WHOLE),
        ({"If-Modified-Since": "nonsense"}, WHOLE),
        ({"Range": "bytes=0-9"}, Span(206, 0, 10)),
        ({"Range": "bytes=90-"}, Span(206, 90, 10)),
        ({"Range": "bytes=90-1000"}, Span(206, 90, 10)),
        ({"Range": "bytes=-10"}, Span(206, 90, 10)),
        ({"Range": "bytes=-1000"}, Span(206, 0, 100)),
        ({"Range": "bytes=-0"}, Span(416, 0, 0)),
        ({"Range": "bytes=100-"}, Span(416, 0, 0)),
        ({"Range": "bytes=9-0"}, WHOLE),
        ({"Range": "bytes=0-1,5-6"}, WHOLE),
        ({"Range": "lines=0-1"}, WHOLE),
        ({"Range": "bytes=-"}, WHOLE),
        ({"Range": "bytes=" + "9" * 5000 + "-"}, WHOLE),
        ({"Range": "bytes=0-9", "If-Range": TAG}, Span(206, 0, 10)),
        ({"Range": "bytes=0-9", "If-Range": '"other"'}, WHOLE),
        ({"Range": "bytes=0-9", "If-Range": DATE}, Span(206, 0, 10)),
        ({"Range": "bytes=0-9", "If-Range": EARLIER}, WHOLE),
    ],
)
def test_the_part_to_send_is_what_the_headers_ask(headers: dict[str, str], span: Span) -> None:
    assert conditions.span(headers, tag=TAG, mtime_ns=WHEN, size=SIZE) == span


def test_no_part_of_an_empty_file_can_be_sent() -> None:
    for asked in ("bytes=0-", "bytes=-5"):
        headers = {"Range": asked}
        assert conditions.span(headers, tag=TAG, mtime_ns=WHEN, size=0).status == 416
