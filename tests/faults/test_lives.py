"""Beginnings and ends of the daemon that cross each other."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Build
from tests.faults.expect import answered, role, settle, status, until
from tests.home import Home, ends, living

pytestmark = pytest.mark.slow

#: How often a race is run.
ROUNDS = 5


@pytest.mark.parametrize("count", [2, 8])
def test_first_commands_at_the_same_moment_meet_in_one_daemon(home: Home, count: int) -> None:
    for _ in range(ROUNDS if count == 2 else 2):
        clients = [home.start("status", "--json") for _ in range(count)]
        said = [client.communicate(timeout=30) for client in clients]
        assert [client.returncode for client in clients] == [0] * count, said
        daemon = status(home)["pid"]
        assert all(b'"pid":%d,' % daemon in out for out, _ in said), said
        answered(home("stop", "--all"))
        assert len(living(home.run)) <= 1, "only the zygote, which speaks last, may be seen leaving"


@pytest.mark.adapter
@pytest.mark.usefixtures("lldb_dap")
def test_first_starts_at_the_same_moment_are_two_sessions(home: Home, build: Build) -> None:
    build("hello")
    clients = [home.start("start", "./hello") for _ in range(2)]
    said = [client.communicate(timeout=30) for client in clients]
    assert [client.returncode for client in clients] == [0, 0], said
    states = [s["state"] for s in status(home)["sessions"]]
    assert states == ["stopped", "stopped"]


def test_a_command_right_after_stop_all_starts_a_new_daemon(home: Home) -> None:
    seen = set()
    for _ in range(ROUNDS):
        seen.add(status(home)["pid"])
        assert "the daemon ended" in answered(home("stop", "--all"))
    assert len(seen) == ROUNDS


def test_a_command_that_meets_a_leaving_daemon_is_answered_or_refused_plainly(home: Home) -> None:
    for _ in range(ROUNDS):
        answered(home("status"))
        clients = [home.start("stop", "--all"), *(home.start("status") for _ in range(3))]
        ends_of = [client.communicate(timeout=30) for client in clients]
        for client, (_, failure) in zip(clients, ends_of, strict=True):
            plain = failure.startswith((b"error[stopping]", b"error[process-down]"))
            assert client.returncode == 0 or plain, failure
        answered(home("status"))


@pytest.mark.adapter
@pytest.mark.usefixtures("lldb_dap")
def test_stop_all_ends_sessions_adapters_and_the_daemon_before_it_answers(
    home: Home, build: Build
) -> None:
    build("hello")
    for name in ("a", "b"):
        answered(home("start", "./hello", "--session", name))
    zygote = role(home, "zygote")
    others = set(living(home.run)) - {zygote}
    assert "the daemon ended" in answered(home("stop", "--all"))
    assert not others & set(living(home.run))
    assert ends(zygote, 500), "it speaks last, then it leaves"
    assert not (home.run / "hub.sock").exists()


@pytest.mark.adapter
@pytest.mark.usefixtures("lldb_dap")
def test_an_idle_daemon_ends_with_its_adapters(home: Home, build: Build) -> None:
    settle(home, "[daemon]\nidle_exit_s = 1.5\n")
    answered(home("start", build("hello")))
    zygote = role(home, "zygote")
    until("a spare is there", lambda: "spare" in answered(home("status")))
    answered(home("stop"))
    assert ends(zygote, 10_000)
    assert not living(home.run)


@pytest.mark.adapter
@pytest.mark.usefixtures("lldb_dap")
def test_a_daemon_with_a_stopped_program_is_not_idle(home: Home, build: Build) -> None:
    settle(home, "[daemon]\nidle_exit_s = 0.2\n")
    answered(home("start", build("hello")))
    assert not ends(role(home, "zygote"), 2500)
    assert "argc: int = 1" in answered(home("args"))
