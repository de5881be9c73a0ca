"""Which type is shown by what."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import lldb

from . import cpp, elements, enums, rust
from .elements import Elements

#: Inline namespaces of libstdc++.
_STD = r"^(const )?std::(__cxx11::|__debug::)?"

CPP: tuple[tuple[str, type[Elements]], ...] = (
    (rf"{_STD}vector<bool, .*>( &)?$", cpp.Bits),
    (rf"{_STD}vector<.*>( &)?$", cpp.Vector),
    (rf"{_STD}(deque|queue|stack)<.*>( &)?$", cpp.Deque),
    (rf"{_STD}list<.*>( &)?$", cpp.List),
    (rf"{_STD}(multi)?(map|set)<.*>( &)?$", cpp.Tree),
    (rf"{_STD}unordered_(multi)?(map|set)<.*>( &)?$", cpp.Table),
    (rf"{_STD}optional<.*>( &)?$", cpp.Optional),
    (rf"{_STD}variant<.*>( &)?$", cpp.Variant),
    (rf"{_STD}unique_ptr<.*>( &)?$", cpp.Owned),
    (rf"{_STD}(shared|weak)_ptr<.*>( &)?$", cpp.Shared),
    (rf"{_STD}tuple<.*>( &)?$", cpp.Tuple),
    (rf"{_STD}array<.*>( &)?$", cpp.Array),
)

RUST: tuple[tuple[str, type[Elements]], ...] = (
    (r"^alloc::vec::Vec<.*>$", rust.Vec),
    (r"^(&(mut )?|alloc::boxed::Box<|alloc::[a-z]+::A?Rc<)\[.*\](, .*)?>?$", rust.Slice),
    (r"^alloc::collections::vec_deque::VecDeque<.*>$", rust.Deque),
    (r"^std::collections::hash::(map::HashMap|set::HashSet)<.*>$", rust.Table),
    (r"^alloc::collections::btree::(map::BTreeMap|set::BTreeSet)<.*>$", rust.Tree),
    (r"^alloc::(rc::(Rc|Weak)|sync::(Arc|Weak))<.*>$", rust.Shared),
    (r"^core::cell::(Cell|RefCell|UnsafeCell)<.*>$", rust.Inside),
    (r"^std::sync::([a-z_]+::)*(Mutex|RwLock)<.*>$", rust.Inside),
)

#: Rust's types that are text.  (LLDB's regular expressions have no ``\\w`` and no ``\\d``.)
RUST_TEXT = (
    r"^(&(mut )?str|alloc::string::String|std::ffi::os_str::OsString|std::path::PathBuf"
    r"|alloc::boxed::Box<str(, .*)?>)$"
)

#: Numbers that LLDB takes for characters.
RUST_NUMBERS = (
    ("unsigned char", lldb.eFormatUnsigned),
    ("signed char", lldb.eFormatDecimal),
    ("char", lldb.eFormatDecimal),
)


#: Arrays of C, for a front that asks for all of one.
LONG: tuple[str, type[Elements]] = (r"^.*[^&]\[[0-9]{3,}\]$", elements.Long)


def register(debugger: Any) -> None:
    """Tell LLDB; categories are enabled by whoever wants them."""
    c, r = (debugger.CreateCategory(f"daebug-{name}") for name in ("cpp", "rust"))
    # LLDB asks the newest first; the tables have what goes first on top.
    for pattern, kind in reversed(CPP):
        _shown(c, pattern, kind)
    _summary(c, lldb.SBTypeNameSpecifier(rf"{_STD}basic_string_view<char, .*>$", True), cpp.view)
    callback = lldb.eFormatterMatchCallback
    tuples = lldb.SBTypeNameSpecifier(_name(enums.is_tuple), callback)
    _summary(r, tuples, enums.summary)
    variants = lldb.SBTypeNameSpecifier(_name(enums.is_enum), callback)
    r.AddTypeSynthetic(variants, _synthetic(enums.Enum))
    _summary(r, variants, enums.summary)
    for pattern, kind in reversed(RUST):
        _shown(r, pattern, kind)
    _summary(r, lldb.SBTypeNameSpecifier(RUST_TEXT, True), rust.text)
    _summary(r, lldb.SBTypeNameSpecifier("char32_t"), rust.character)
    for name, form in RUST_NUMBERS:
        shown = lldb.SBTypeFormat(form, lldb.eTypeOptionCascade | lldb.eTypeOptionSkipPointers)
        r.AddTypeFormat(lldb.SBTypeNameSpecifier(name), shown)
    _shown(debugger.CreateCategory("daebug-long"), *LONG)


def said(value: Any, _names: Any) -> str:
    """Return what stands before the elements of a container."""
    kind = kind_of(value)
    return kind(value).said() if kind is not None else ""


def kind_of(value: Any) -> type[Elements] | None:
    """Return what shows the elements of ``value``; None = LLDB does itself."""
    told = value.GetType()
    for name in (told.GetName(), told.GetCanonicalType().GetName()):
        for pattern, kind in _KINDS:
            if pattern.match(str(name)):
                return kind
    return None


_KINDS: list[tuple[re.Pattern[str], type[Elements]]] = [
    (re.compile(pattern), kind) for pattern, kind in (*CPP, *RUST, LONG)
]


def _shown(category: Any, pattern: str, kind: type[Elements]) -> None:
    """Show types that fit ``pattern`` by ``kind``."""
    specifier = lldb.SBTypeNameSpecifier(pattern, True)
    category.AddTypeSynthetic(specifier, _synthetic(kind))
    _summary(category, specifier, said)


def _synthetic(kind: type[Elements]) -> Any:
    """Return LLDB's name for what shows elements."""
    return lldb.SBTypeSynthetic.CreateWithClassName(_name(kind), lldb.eTypeOptionCascade)


def _summary(category: Any, specifier: Any, function: Callable[[Any, Any], str]) -> None:
    """Have ``function`` say what stands before a value's elements, or instead of them."""
    options = lldb.eTypeOptionCascade | lldb.eTypeOptionHideValue
    summary = lldb.SBTypeSummary.CreateWithFunctionName(_name(function), options)
    category.AddTypeSummary(specifier, summary)


def _name(thing: Any) -> str:
    """Return the name by which LLDB finds something of this package."""
    return f"{thing.__module__}.{thing.__qualname__}"
