"""Headings of a request's life, against what the predecessor wrote."""

from __future__ import annotations

import msgspec

from daebug.protocol.transcript import clock, fences, reply
from tests.protocol.transcript.texts import ZONE, answer, vectors


def test_the_heading_of_a_request_is_as_before() -> None:
    for (agent, page, when), result in vectors("formatAgentHeader"):
        assert reply.asked(agent, page, at=clock.hms(when, ZONE)) == result


def test_the_heading_of_a_reply_is_as_before() -> None:
    for (page, agent, when, ms, failed), result in vectors("formatReplyHeader"):
        said = reply.Reply(
            realm=page,
            agent=agent,
            at=clock.hms(when, ZONE),
            ok=not failed,
            duration_ms=ms,
            body="",
        )
        assert reply.text(said) == result


def test_a_block_of_code_is_as_before_but_longer_where_it_has_to_be() -> None:
    for (code,), result in vectors("formatCodeBlock"):
        assert fences.wrap(code, "JS").replace("````", "```") == result


def test_a_late_reply_says_so() -> None:
    late = msgspec.structs.replace(answer(), late_for="10:00:00", duration_ms=63_000)
    assert reply.text(late).startswith(
        "#### 👍7-zen to agent at 10:20:30 (63.0s, late, asked at 10:00:00)\n```JSON\n"
    )


def test_events_and_the_way_to_the_whole_stand_below_the_value() -> None:
    said = msgspec.structs.replace(answer(events="EVENTS"), whole="WHOLE")
    assert reply.text(said).endswith("```JSON\nok\n```\nEVENTS\nWHOLE")


def test_a_name_cannot_end_its_heading() -> None:
    assert reply.asked("a\n# b", "", at="10:00:00") == "### 🗣️a-#-b to agent at 10:00:00"


def test_a_running_job_has_its_events_above_the_placeholder() -> None:
    lines = reply.running("p", "a", at="10:00:00", seconds=5, events="E").split("\n")
    assert lines == ["#### 👍p to a at 10:00:00", "E", "executing (5s)"]
