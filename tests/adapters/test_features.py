"""The table of features in ``adapters/README.md``: every cell is tried.

``DAEBUG_UPDATE=1`` writes the columns of the adapters that are here, ``DAEBUG_FEATURES=1``
tries every one of them, which takes some minutes; without either the smallest is tried.
"""

from __future__ import annotations

import os

import pytest

from tests.adapters.features import FEATURES, Feature
from tests.adapters.scene import NotOffered, Scene
from tests.adapters.subjects import SUBJECTS, Subject
from tests.adapters.table import Table
from tests.faults.expect import settle
from tests.home import Home

pytestmark = [pytest.mark.adapter, pytest.mark.slow, pytest.mark.timeout(300)]


#: The adapter that is tried in every run.
SMALLEST = "bash"


def chosen() -> list[Subject]:
    """Return the subjects that are tried in this run."""
    if "DAEBUG_UPDATE" in os.environ or "DAEBUG_FEATURES" in os.environ:
        return SUBJECTS
    return [subject for subject in SUBJECTS if subject.adapter == SMALLEST]


@pytest.mark.parametrize("subject", chosen(), ids=lambda subject: subject.adapter)
def test_the_table_says_what_each_adapter_does(home: Home, subject: Subject) -> None:
    settle(home, subject.settings)
    program, source = subject.program(home.work)
    scene = Scene(home, subject, program, source)
    found: dict[str, str] = {}
    faults = []
    for feature in FEATURES:
        try:
            found[feature.name] = outcome(scene, feature)
        except (AssertionError, KeyError, StopIteration) as error:
            faults.append(f"{feature.name}: {type(error).__name__} {error}")
    home("stop", "--all")
    assert not faults, "\n".join(["", *faults])
    table = Table.read()
    if os.environ.get("DAEBUG_UPDATE") == "1":
        table.write(subject.adapter, found)
    assert table.column(subject.adapter) == found


def outcome(scene: Scene, feature: Feature) -> str:
    """Return what a cell of the table says: ``yes``, ``emulated`` or ``not offered``."""
    try:
        feature.trial(scene)
    except NotOffered:
        return "not offered"
    if feature.ours or scene.subject.adapter in feature.inside:
        return "emulated"
    if not feature.capability:
        return "yes"
    scene.start()
    able = scene.say("dap", "capabilities")["body"]
    return "yes" if able.get(feature.capability) else "emulated"
