"""Types and values as their language writes them, whatever the debugger makes of them.  Pure.

What a debugger alone knows is mended in its adapter; here is what can be told from
the text: defaults that nobody wrote, names of another language, a type said twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass
class Name:
    """A type with what stands in its angle brackets: ``std::map<int, long> &``."""

    head: str
    arguments: list[Name] = field(default_factory=list)
    #: What follows the brackets: ``*``, ``::iterator``.
    rest: str = ""

    def __str__(self) -> str:
        """Return it as it is written."""
        inner = f"<{', '.join(map(str, self.arguments))}>" if self.arguments else ""
        return f"{self.head}{inner}{self.rest}"


def type_name(text: str, language: str) -> str:
    """Return the name of a type as one would write it in ``language``.

    >>> type_name("std::vector<int, std::allocator<int> >", "c++")
    'std::vector<int>'
    >>> type_name("alloc::vec::Vec<unsigned char, alloc::alloc::Global>", "rust")
    'Vec<u8>'
    """
    if len(text) > LONGEST:
        return text
    if language == "rust":
        return _rust(text)
    read = _read(text) if language == "c++" else None
    return str(_cpp(read)) if read is not None else text


#: Characters of a type that is looked into.
LONGEST = 4000

#: Arguments that the C++ library fills in.
_CPP_DEFAULTS = frozenset(
    {"allocator", "char_traits", "less", "hash", "equal_to", "default_delete"}
)

#: What C++ calls these.
_CPP_NAMES = {"std::basic_string<char>": "std::string",
              "std::basic_string_view<char>": "std::string_view"}  # fmt: skip

#: Types of C by which LLDB calls those of Rust; of two with one size the one with a fixed size.
_RUST_NAMES = {
    "signed char": "i8", "unsigned char": "u8",
    "short": "i16", "unsigned short": "u16",
    "int": "i32", "unsigned int": "u32",
    "long": "i64", "unsigned long": "u64",
    "__int128": "i128", "unsigned __int128": "u128",
    "float": "f32", "double": "f64", "char32_t": "char", "void": "()",
}  # fmt: skip

_LONGEST_FIRST = "|".join(sorted(_RUST_NAMES, key=len, reverse=True))
_RUST_WORDS = re.compile(rf"(?<![\w:])(?:{_LONGEST_FIRST})(?![\w:])")

#: What Rust's library fills in, and the modules of it.
_RUST_DEFAULTS = re.compile(r",? ?(?:alloc::alloc::Global|std::(?:\w+::)+RandomState)\b")
_RUST_PATHS = re.compile(r"(?<![\w:])(?:alloc|core|std|hashbrown)::(?:\w+::)+(?=\w)")


def _cpp(name: Name) -> Name:
    head = re.sub(r"std::__(?:cxx11|1|debug)::", "std::", name.head)
    arguments = [_cpp(one) for one in name.arguments]
    while arguments[1:] and _default(arguments[-1]):
        arguments.pop()
    made = Name(head, arguments, name.rest)
    whole = str(Name(head.removeprefix("const "), arguments))
    if whole in _CPP_NAMES:
        const = "const " if head.startswith("const ") else ""
        return Name(const + _CPP_NAMES[whole], [], name.rest)
    return made


def _default(name: Name) -> bool:
    return name.head.startswith("std::") and name.head.rpartition("::")[2] in _CPP_DEFAULTS


def _rust(text: str) -> str:
    text = _RUST_DEFAULTS.sub("", text).replace("> >", ">>")
    text = _RUST_WORDS.sub(lambda found: _RUST_NAMES[found[0]], _RUST_PATHS.sub("", text))
    return re.sub(r"^([\w:]+(?:<.*>)?) ?\[(\d+)\]$", r"[\1; \2]", text)


def _read(text: str) -> Name | None:
    """Return the parts of a name; None = its brackets do not fit."""
    if "<" not in text:
        return Name(text)
    stack, begun = [Name("")], ""
    for at, char in enumerate(text):
        top = stack[-1]
        arrow = char == ">" and text[at - 1] == "-"
        if char == "<":
            top.head, begun = begun.strip(), ""
            inner = Name("")
            top.arguments.append(inner)
            stack.append(inner)
        elif char in ">," and not arrow and len(stack) > 1 and not _within(begun):
            _end(top, begun)
            begun = ""
            stack.pop()
            if char == ",":
                following = Name("")
                stack[-1].arguments.append(following)
                stack.append(following)
        else:
            begun += char
    if len(stack) != 1:
        return None
    _end(stack[0], begun)
    return stack[0]


def _within(begun: str) -> bool:
    """Whether a comma here separates parts of a tuple or of a function, not arguments."""
    return begun.count("(") > begun.count(")") or begun.count("[") > begun.count("]")


def _end(name: Name, begun: str) -> None:
    """Close a name with what was read behind it."""
    if name.arguments:
        name.rest = begun.rstrip() if begun.strip() else ""
    else:
        name.head = begun.strip()


def value(text: str, kind: str, language: str) -> str:
    """Return a value without what its type says already.

    >>> value("[]int len: 2, cap: 2, [1,2]", "[]int", "go"), value("5 = 0x5", "uint", "go")
    ('len: 2, cap: 2, [1,2]', '5')
    >>> value("None", "std::pair<int, int>", "c++")
    ''
    """
    if kind and (text == kind or text.startswith(f"{kind} @ 0x")):
        return type_name(kind, language) + text[len(kind) :]  # lldb's word for a struct
    if language == "go":
        bare = text[len(kind) :].lstrip() if kind and text.startswith(f"{kind} ") else text
        bare = re.sub(r"^(-?\d+) = 0x[0-9a-f]+$", r"\1", bare)
        return bare.replace(", ]", "]")
    if language == "rust" and kind == "void":
        return "()"  # lldb can't read what has no size
    if language == "c++" and text in ("None", "std::tuple containing"):
        return ""  # what gdb says where a printer says nothing
    if language == "c++" and text.endswith("[no contained value]"):
        return "nullopt"
    return text


def entry(kind: str, language: str) -> str:
    """Return the type of the value of a map's entry, of which Delve tells ``K: V``; else empty.

    >>> entry("string: []int", "go"), entry("[]int", "go")
    ('[]int', '')
    """
    return kind.partition(": ")[2] if language == "go" else ""


def member_name(name: str, language: str) -> str:
    """Return the name of a part: in Rust ``__0`` is ``0``."""
    return re.sub(r"^__(?=\d+$)", "", name) if language == "rust" else name


def complete(text: str, language: str) -> bool:
    """Whether a value says all there is in it, so that its parts would say it again.

    >>> complete("{X: 5, Y: 6}", "go"), complete("Point {x: 3, y: Point}", "javascript")
    (True, False)
    """
    match language:
        case "go":
            return not _GO_CUT.search(text)
        case "javascript" | "typescript":
            return bool(_JS_WHOLE.search(text)) and not _JS_CUT.search(text)
        case "rust":
            return bool(_RUST_WHOLE.match(text))
    return False


#: Delve's words for what it left out: ``...``, ``+36 more``, ``(*main.T)(0xc000)``.
_GO_CUT = re.compile(r"\.\.\.|\+\d+ more|\(\*[\w./]+\)\(0x|\(0x[0-9a-f]+\)$")

#: V8's previews end in brackets; within them it writes ``Array(2)``, ``{…}`` or a class's name.
_JS_WHOLE = re.compile(r"[\]}]$")
_JS_CUT = re.compile(r"…|\w\(\d+\)[,}\]]|(?:[:,\[{]|=>) ?[A-Z]\w*[,}\]]|\(getter\)|: function")

#: An enum or a tuple on one line, as the formatters for LLDB and gdb write it.
_RUST_WHOLE = re.compile(r"(?:[A-Z]\w*)?\(.*\)$|[A-Z]\w* \{ .* \}$|[A-Z]\w*$", re.DOTALL)
