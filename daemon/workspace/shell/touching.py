"""The files that a command's words name.

For the commands in ``FILES`` every argument is a file; of any command what looks
like a path is one, its options' values included, so that ``gcc -I/usr`` and
``dd of=/dev/sda`` are seen.  The words of ``NO_FILES`` are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .unwrapping import name_of
from .words import Word

_FILES = """
    basename bat cat cd chgrp chmod chown cksum cmp code comm cp csplit diff dirname du ed emacs
    expand file fold gunzip gzip head hexdump install less link ln ls md5sum mkdir mkfifo mknod more
    mv nano nl od open patch paste pushd readlink realpath rm rmdir rsync scp sha1sum sha256sum
    shred sort source split stat strings sum tac tail tee touch tree truncate uniq unlink unzip vi
    vim wc xxd zcat zip . bzip2 bunzip2 xz unxz zstd
"""

#: Commands whose arguments are files or folders.
FILES = frozenset(_FILES.split())

#: Commands whose arguments are text, whatever it looks like.
NO_FILES = frozenset(["echo", "printf", "expr", "let", "alias", "export", "true", "false", ":"])

#: Commands whose first argument is a pattern or a program, then come files.
FIRST_IS_TEXT = frozenset(
    ["grep", "egrep", "fgrep", "rg", "ag", "ack", "sed", "awk", "gawk", "jq", "tr", "perl"]
)

#: Commands whose first argument is a mode or an owner, unless it is the only one: then the
#: mode was written like an option (``chmod -x FILE``).
FIRST_IS_MODE = frozenset(["chmod", "chown", "chgrp"])

#: Options after which the first argument is a file, for the text came with the option.
_TEXT_OPTIONS = frozenset(["-e", "-f", "--expression", "--file", "--regexp", "--reference"])

_PATH = re.compile(r"~|/|\.\.?(/|$)|[^\s:=]*/\.\.(/|$)")
_VALUE = re.compile(r"-{0,2}[\w-]+=(?=[~/.])|-[A-Za-z](?=[~/])")

#: They hold nothing.
HARMLESS = re.compile(r"/dev/(null|zero|full|random|urandom|stdin|stdout|stderr|tty|fd/\d+)$")


def touched(argv: tuple[Word, ...]) -> Iterator[Word]:
    """Yield the words of ``argv`` that name files, those with expansions included."""
    name = name_of(argv)
    if not argv or name in NO_FILES:
        return
    if argv[0].known and "/" in argv[0].text:
        yield argv[0]
    yield from _arguments(name, argv)


def _arguments(name: str, argv: tuple[Word, ...]) -> Iterator[Word]:
    """Yield the files among the words after the command's name."""
    words, options = _split(argv)
    for word in options:
        yield from _value(word)
    text_option = any(word.text in _TEXT_OPTIONS for word in options)
    if not text_option and (name in FIRST_IS_TEXT or (name in FIRST_IS_MODE and len(words) > 1)):
        words = words[1:]
    files = name in FILES or name in FIRST_IS_TEXT
    for word in words:
        if files or _looks(word):
            yield word
        else:
            yield from _value(word)


def _split(argv: tuple[Word, ...]) -> tuple[list[Word], list[Word]]:
    """Return the arguments and the options of a command; words not typed are left out."""
    words: list[Word] = []
    options: list[Word] = []
    for at, word in enumerate(argv[1:], 1):
        if word.typed == "--":
            return words + [w for w in argv[at + 1 :] if w.typed], options
        if word.typed[:1] == "-" and word.typed != "-":
            options.append(word)
        elif word.typed:
            words.append(word)
    return words, options


def _looks(word: Word) -> bool:
    """Whether a word is a path by its look, or may become one."""
    return bool(_PATH.match(word.text)) or (not word.known and word.text == "")


def _value(word: Word) -> Iterator[Word]:
    """Yield the path in ``--name=/path``, ``-I/path`` or ``of=/path``."""
    found = _VALUE.match(word.text)
    if found:
        text = word.text[found.end() :]
        home = text.startswith("~")
        yield Word(word.typed, text, known=word.known, pattern=word.pattern, home=home)
