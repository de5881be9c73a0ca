"""Short names of values: stable for one place, different for two."""

from __future__ import annotations

from daebug.daemon.refs import Held, Refs


def test_a_value_keeps_its_name_however_often_it_is_listed() -> None:
    refs = Refs()
    assert refs.name(Held(reference=7, name="p", within="f1")) == "@v1"
    assert refs.name(Held(reference=9, name="p", within="f1")) == "@v1"


def test_the_adapters_newest_reference_is_the_one_that_is_asked_with() -> None:
    refs = Refs()
    refs.name(Held(reference=7, name="p", within="f1"))
    refs.name(Held(reference=9, name="p", within="f1"))
    held = refs.find("@v1")
    assert held is not None
    assert held.reference == 9


def test_one_name_in_two_places_is_two_values() -> None:
    refs = Refs()
    assert refs.name(Held(reference=7, name="p", within="f1")) == "@v1"
    assert refs.name(Held(reference=8, name="p", within="f2")) == "@v2"


def test_what_was_never_named_is_not_found() -> None:
    assert Refs().find("@v1") is None
