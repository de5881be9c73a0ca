"""Which root and which realm a command means."""

from __future__ import annotations

import pytest

from daebug.daemon import root_choice
from daebug.daemon.page_state import Realm, Ring, Root
from daebug.daemon.state import State
from daebug.protocol.errors.pages import NoRoot, NoSuchRealm
from tests.daemon.people import caller


def holding(**realms: str) -> State:
    """Return a state with ``/a``, ``/a/b`` and ``/c``; realms by name, with their root."""
    state = State(roots={path: Root(path, "token") for path in ("/a", "/a/b", "/c")})
    for name, path in realms.items():
        state.roots[path].realms[name] = Realm(name, path, Ring(10, 1000), state="live")
    return state


def test_the_deepest_root_that_holds_the_folder_is_meant() -> None:
    assert root_choice.root(holding(), caller("/a/b/x")).path == "/a/b"
    assert root_choice.root(holding(), caller("/a/bx")).path == "/a"


def test_from_elsewhere_the_only_root_is_meant_and_of_several_none() -> None:
    only = State(roots={"/a": Root("/a", "token")})
    assert root_choice.root(only, caller("/z")).path == "/a"
    with pytest.raises(NoRoot, match="/a, /a/b, /c"):
        root_choice.root(holding(), caller("/z"))


def test_a_realm_is_named_by_its_name_or_by_its_transcript() -> None:
    state = holding(zen="/a")
    for name in ("zen", "daebug/zen.md", "/a/daebug/zen.md"):
        assert root_choice.realm(state, caller("/a"), name).name == "zen"


def test_from_elsewhere_a_realm_that_one_root_has_is_meant() -> None:
    assert root_choice.realm(holding(zen="/c"), caller("/z"), "zen").root == "/c"


def test_a_realm_that_nobody_has_tells_who_is_there() -> None:
    with pytest.raises(NoSuchRealm, match="live: zen"):
        root_choice.realm(holding(zen="/a"), caller("/a"), "zan")


def test_a_realm_that_is_gone_can_be_named_but_not_used() -> None:
    state = holding(zen="/a")
    state.roots["/a"].realms["zen"].state = "gone"
    assert root_choice.realm(state, caller("/a"), "zen").name == "zen"
    with pytest.raises(NoSuchRealm):
        root_choice.live(state, caller("/a"), "zen")
