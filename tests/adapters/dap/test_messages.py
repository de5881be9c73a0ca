"""Messages of adapters: bodies, refusals, oddities."""

from __future__ import annotations

import msgspec
import pytest

from daebug.adapters.dap import messages


def refusal(**fields: object) -> str:
    body = {"type": "response", "success": False, **fields}
    return messages.refusal(messages.incoming(msgspec.json.encode(body)))


def test_the_text_of_an_error_is_read_from_both_places() -> None:
    assert refusal(message="plain") == "plain"
    assert refusal(message=None, body={"error": {"format": "long"}}) == "long"
    assert refusal(message="short", body={"error": {"format": "long"}}) == "long"
    assert refusal(message="short", body={"error": None}) == "short"
    assert refusal() == "it gave no reason"


def test_variables_are_put_into_the_text_and_unknown_ones_stay() -> None:
    error = {"format": "no {what} at {where}", "variables": {"what": "luck"}}
    assert refusal(body={"error": error}) == "no luck at {where}"


@pytest.mark.parametrize("raw", [b"", b"null", b"3", b"[]"])
def test_a_body_that_is_no_object_has_no_fields(raw: bytes) -> None:
    assert messages.fields(msgspec.Raw(raw)) == {}


def test_what_is_no_message_is_refused() -> None:
    for body in (b"{oops", b"[]", b"{}", b'{"type": []}'):
        with pytest.raises(msgspec.DecodeError):
            messages.incoming(body)
