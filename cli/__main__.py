"""``python -m daebug ARGS``: the same as the ``daebug`` command.

The import is absolute because this file is ``daebug/__main__.py`` as well.
"""

from daebug.cli.thin import main

if __name__ == "__main__":
    main()
