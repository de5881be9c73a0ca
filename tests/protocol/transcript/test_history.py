"""Looking back: replies with the code above them."""

from __future__ import annotations

from daebug.protocol.transcript import history
from daebug.protocol.transcript.history import Turn
from tests.protocol.transcript.texts import AT, footed, lived, recorded


def test_replies_are_read_with_code_and_value() -> None:
    after, _ = lived(footed("### 🗣️bob to x at 10:00:00\n```js\n1\n2\n```\n"), "a\n```\nb")
    turn = Turn(
        agent="bob",
        realm="7-zen",
        time=AT,
        ok=True,
        took="8ms",
        code="1\n2",
        value="a\n```\nb",
        info="JSON",
    )
    assert history.turns(after, realm="7-zen") == [turn]


def test_old_and_new_replies_of_one_file_are_read() -> None:
    after = recorded("transcripts")["19-old-format"][1].encode()
    turns = history.turns(after, realm="63-zen-1200-00")
    assert [(turn.code, turn.value, turn.took) for turn in turns] == [
        ("12 + 13", "25", "1ms"),
        ("6 * 7", "42", "5ms"),
    ]


def test_an_error_is_told_from_a_value() -> None:
    after = recorded("transcripts")["06-error-throw"][1].encode()
    (turn,) = history.turns(after, realm="44-zen-1200-00")
    assert (turn.ok, turn.info) == (False, "Error")


def test_a_reply_without_a_block_has_no_value() -> None:
    data = "\ufeff#### 👍p to a at 10:00:00 (8ms)\nwords\n".encode()
    (turn,) = history.turns(data, realm="p")
    assert (turn.code, turn.value, turn.info) == ("", "", "")
