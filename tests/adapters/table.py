"""The table of features by adapter in ``adapters/README.md``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.adapters.features import FEATURES
from tests.adapters.subjects import SUBJECTS

PAGE = Path(__file__).parents[2] / "adapters" / "README.md"

BEGIN = "<!-- Written by `DAEBUG_UPDATE=1 pytest tests/adapters/test_features.py`. -->\n"
END = "<!-- End of the table. -->\n"


@dataclass
class Table:
    """Feature -> adapter -> what the cell says."""

    cells: dict[str, dict[str, str]]

    @classmethod
    def read(cls) -> Self:
        """Return the table that the page has now."""
        page = PAGE.read_text(encoding="utf-8")
        rows = [
            [cell.strip() for cell in line.strip("|\n").split("|")]
            for line in page.partition(BEGIN)[2].partition(END)[0].splitlines()
            if line.startswith("|") and not line.startswith("|---")
        ]
        if not rows:
            return cls({})
        (_, *adapters), *lines = rows
        return cls({name: dict(zip(adapters, cells, strict=True)) for name, *cells in lines})

    def column(self, adapter: str) -> dict[str, str]:
        """Return what the table says of one adapter."""
        found = {name: cells.get(adapter, "") for name, cells in self.cells.items()}
        return {name: said for name, said in found.items() if said}

    def write(self, adapter: str, column: dict[str, str]) -> None:
        """Put one column into the page; the others stay."""
        for feature in FEATURES:
            self.cells.setdefault(feature.name, {})[adapter] = column[feature.name]
        names = [subject.adapter for subject in SUBJECTS]
        lines = [
            "| " + " | ".join(["feature", *names]) + " |",
            "|---" * (len(names) + 1) + "|",
        ]
        for feature in FEATURES:
            said = [self.cells[feature.name].get(name, "") for name in names]
            lines.append("| " + " | ".join([feature.name, *said]) + " |")
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        after = rest.partition(END)[2]
        text = before + BEGIN + "\n" + "\n".join(lines) + "\n\n" + END + after
        PAGE.write_text(text, encoding="utf-8")
        self.cells = Table.read().cells
