"""What a transcript shows of a job while it runs: its seconds, its events, what comes beside."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from daebug.daemon.watcher import live_region
from daebug.daemon.watcher.outstanding import Outstanding
from daebug.protocol.scripts import ShownEvent, WriteEvents
from daebug.protocol.transcript import edits, marks, read
from tests.arrivals import MS
from tests.daemon.watcher.watched import Hub, ask, play, replies, until

RUNNING = f"""\
# page Session

### \U0001f5e3\ufe0fann to page at 10:00:00
```JS
1
```

#### \U0001f44dpage to ann at 10:00:00
executing (0s)

{marks.FOOTER}"""


def said(*texts: str, request: str = "", left_out: int = 0) -> WriteEvents:
    """Return an order that tells of console lines."""
    return WriteEvents(
        root="/r",
        transcript="page",
        realm="page",
        events=[ShownEvent(type="console", text=text) for text in texts],
        left_out=left_out,
        at=1.0,
        request=request,
    )


def written(job: Outstanding) -> str:
    """Return the file of ``RUNNING`` after a tick of ``job``."""
    data = RUNNING.encode()
    reading = read.read(data, realm="page")
    return edits.applied(data, live_region.progressed(reading, job)).decode()


def outstanding() -> Outstanding:
    """Return a job that has run for 12 seconds."""
    return Outstanding("r1", "ann", "1", time.time() - 12.3, running=True)


def test_a_tick_writes_seconds_and_events_between_heading_and_placeholder() -> None:
    job = outstanding()
    live_region.take(job, said("one", "two", request="r1"))
    text = written(job)
    assert "executing (12s)" in text
    assert text.index("page to ann") < text.index("one") < text.index("two")
    assert text.index("two") < text.index("executing (12s)") < text.index(marks.FOOTER)


def test_the_events_of_a_job_are_told_as_a_whole_and_those_beside_are_added() -> None:
    job = outstanding()
    live_region.take(job, said("old", request="r1"))
    live_region.take(job, said("old", "new", request="r1"))
    live_region.take(job, said("beside 1"))
    live_region.take(job, said("beside 2"))
    text = written(job)
    assert [text.count(one) for one in ("old", "new", "beside 1", "beside 2")] == [1, 1, 1, 1]


def test_a_live_region_holds_the_first_two_and_the_last_eight() -> None:
    job = outstanding()
    shown = [f"line {number}." for number in (0, 1, *range(92, 100))]
    live_region.take(job, said(*shown, request="r1", left_out=90))
    live_region.take(job, said("beside"))
    text = written(job)
    assert "... (91 more background events omitted) ..." in text
    assert "line 92." not in text
    assert text.index("line 1.") < text.index("omitted") < text.index("line 93.")
    assert text.index("line 99.") < text.index("beside")


def test_what_the_live_region_shows_can_be_read_back_and_written_again() -> None:
    job = outstanding()
    live_region.take(job, said("```js\n2\n```", "executing (3s)", "#### x", request="r1"))
    data = written(job).encode()
    reading = read.read(data, realm="page")
    assert not reading.items
    (runs,) = reading.executing
    assert (runs.code, runs.seconds) == ("1", 12)
    again = live_region.progressed(reading, job)
    assert edits.applied(data, again) == data


@pytest.mark.slow
def test_a_running_job_is_written_anew_every_five_seconds_and_not_for_each_event(
    folder: Path,
) -> None:
    async def story(hub: Hub, path: Path) -> None:
        def order(text: str, request: str = "") -> WriteEvents:
            told = said(text, request=request)
            return WriteEvents(
                root=str(hub.root),
                transcript="page",
                realm="page",
                events=told.events,
                at=time.time(),
                request=told.request,
            )

        ask(path, "1")
        (found,) = await hub.found()
        await hub.proceed(found)
        before = path.read_bytes()
        await hub.order(order("of the job", found.request))
        await hub.order(order("of another job", "nobody"))
        await hub.order(order("of no job"))
        assert path.read_bytes() == before
        await until(lambda: "executing (5s)" in path.read_text(), 9000 * MS)
        text = path.read_text()
        assert text.index("of the job") < text.index("of no job") < text.index("executing (5s)")
        assert "of another job" not in text
        await hub.reply(found)
        text = path.read_text()
        assert replies(path) == [("1", "2")]
        assert "executing" not in text
        assert "of the job" not in text  # it is for the reply to tell them
        assert text.index(" background at ") < text.index("of no job")

    play(folder, story)
