"""Tell where a module's code is, as ``python -m`` would find it, without importing anything.

``python find_module.py NAME`` writes the file's path; a package's is its ``__main__``.
What can't be found ends with status 1 and the reason on standard error.

It runs in the program's own interpreter, so any Python that debugpy supports must
read it.
"""

import sys


def found(name: str, path):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - a spec
    """Return the spec of ``name``, looked for in ``path`` (``None`` = everywhere)."""
    for finder in sys.meta_path:
        spec = finder.find_spec(name, path)
        if spec is not None:
            return spec
    return None


def walked(name: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a spec
    """Return the spec of a dotted name; its packages are looked at and not imported."""
    path = None
    spec = None
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        spec = found(".".join(parts[:count]), path)
        if spec is None:
            return None
        path = spec.submodule_search_locations
        if path is None and count < len(parts):
            return None
    return spec


def main() -> int:
    """Do what the first lines say."""
    name = sys.argv[1]
    # ``python -m`` looks in the current folder first, not in this file's.
    sys.path[0] = ""
    spec = walked(name)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = walked(name + ".__main__")
        if spec is None:
            sys.stderr.write("%s is a package without __main__\n" % name)  # noqa: UP031 - any Python
            return 1
    if spec is None:
        sys.stderr.write("No module named %s\n" % name)  # noqa: UP031 - any Python
        return 1
    sys.stdout.write(spec.origin or "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
