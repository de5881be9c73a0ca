"""The token of a root stays over restarts and is this user's alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from daebug.daemon import tokens


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Return an environment with a state folder of its own."""
    return {"DAEBUG_STATE_DIR": str(tmp_path / "state")}


def test_a_token_is_the_same_after_a_restart_and_another_for_each_root(
    env: dict[str, str],
) -> None:
    first = tokens.token(env, "/site")
    assert len(first) == tokens.DIGITS
    assert tokens.token(env, "/site") == first
    assert tokens.token(env, "/other") != first


def test_two_users_have_other_tokens_for_one_root(env: dict[str, str], tmp_path: Path) -> None:
    other = {"DAEBUG_STATE_DIR": str(tmp_path / "theirs")}
    assert tokens.token(env, "/site") != tokens.token(other, "/site")


def test_nobody_else_may_read_the_secret(env: dict[str, str], tmp_path: Path) -> None:
    first = tokens.token(env, "/site")
    (secret,) = (tmp_path / "state").iterdir()
    assert secret.stat().st_mode & 0o777 == 0o600
    secret.chmod(0o644)
    assert tokens.token(env, "/site") != first


@pytest.mark.parametrize("harm", ["a folder", "cut short"])
def test_without_a_secret_a_token_is_random(env: dict[str, str], tmp_path: Path, harm: str) -> None:
    place = tmp_path / "state" / "secret"
    if harm == "a folder":
        place.mkdir(parents=True)
    else:
        place.parent.mkdir()
        place.write_bytes(b"short")
        place.chmod(0o600)
    assert tokens.token(env, "/site") != tokens.token(env, "/site")
