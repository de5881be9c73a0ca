"""A job that was promised is found again, whatever its code looks like in the file."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from daebug.daemon import promises
from daebug.protocol.transcript import fences, read, reply, write

CODE = st.text(
    alphabet=st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("\n\r\t `~#>-_*\x00\x1b\u2028"),
    ),
    min_size=1,
    max_size=200,
).filter(str.strip)


@settings(max_examples=300, deadline=None)
@given(CODE, st.from_regex(r"\A[A-Za-z0-9._@-]{1,20}\Z"))
def test_what_is_appended_is_found_as_what_was_promised(code: str, agent: str) -> None:
    heading = reply.asked(agent, "zen", at="10:00:00")
    text = write.opened("zen") + f"{heading}\n{fences.wrap(code, 'js')}\n".encode()
    (found,) = read.read(text, realm="zen", resume=read.START).requests
    assert found.agent == agent
    assert promises.plain_code(found.code) == promises.plain_code(code)
