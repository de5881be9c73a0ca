"""Names of files and ports of folders, against the predecessor's."""

from __future__ import annotations

import pytest

from daebug.protocol.transcript import naming
from tests.protocol.transcript.texts import recorded, vectors


@pytest.mark.parametrize(("args", "result"), vectors("sanitizeName"))
def test_a_name_is_made_fit_for_a_file_as_before(args: list[str], result: str) -> None:
    assert naming.sanitised(*args) == result


@pytest.mark.parametrize("row", recorded("vectors")["derivePort"], ids=str)
def test_a_folder_has_the_ports_that_it_had(row: dict[str, list[int]]) -> None:
    (folder,) = row["args"]
    assert naming.ports(str(folder)) == [row["result"], *row["fallbacks"]]


def test_a_file_that_is_there_is_taken_whatever_its_case() -> None:
    assert naming.transcript("7 Zen", ["x.md", "7-Zen.MD"]) == "7-Zen.MD"
    assert naming.transcript("7 Zen", ["7-zen-1.md"]) == "7-zen.md"
