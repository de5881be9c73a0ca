"""State tables: no state without a row, none that can't be reached."""

from __future__ import annotations

from daebug.protocol.states import Table


def broken(table: Table) -> list[str]:
    """Return what is wrong with ``table``, whose first state is where it starts."""
    targets = {after for row in table.values() for after in row.values()}
    rowless = sorted(targets - set(table))
    unreached = [state for state in table if state not in reached(table)]
    return [f"{state} has no row" for state in rowless] + [
        f"{state} can't be reached" for state in unreached
    ]


def reached(table: Table) -> set[str]:
    """Return the states that can be reached from the first, itself included."""
    found: set[str] = set()
    ahead = [next(iter(table))]
    while ahead:
        state = ahead.pop()
        if state not in found:
            found.add(state)
            ahead += table.get(state, {}).values()
    return found
