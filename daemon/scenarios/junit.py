"""Results as JUnit XML, which every CI reads.

https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from .runner import Result

#: Characters that XML 1.0 has not.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml(results: list[Result]) -> str:
    """Return the document for ``results``."""
    failed = sum(not result.passed for result in results)
    seconds = sum(result.seconds for result in results)
    totals = f'tests="{len(results)}" failures="{failed}" time="{seconds:.3f}"'
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f"<testsuites {totals}>",
        f'<testsuite name="daebug" {totals}>',
    ]
    for result in results:
        name, path = _quoted(result.name), _quoted(result.path)
        head = f'<testcase name={name} classname={path} time="{result.seconds:.3f}"'
        if result.passed:
            lines.append(head + "/>")
            continue
        why = f"step {result.failed_step} of {result.steps}: {result.why}"
        lines += [head + ">", f"<failure message={_quoted(why)}/>", "</testcase>"]
    return "\n".join([*lines, "</testsuite>", "</testsuites>", ""])


def _quoted(text: str) -> str:
    return quoteattr(_NOT_XML.sub("?", text))
