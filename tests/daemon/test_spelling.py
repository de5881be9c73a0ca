"""Types and values as their language writes them."""

from __future__ import annotations

import pytest

from daebug.daemon import spelling

STRING = "std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >"
STATE, GLOBAL = "std::hash::random::RandomState", "alloc::alloc::Global"


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("c++", STRING, "std::string"),
        ("c++", f"const {STRING} &", "const std::string &"),
        ("c++", f"std::vector<{STRING}, std::allocator<{STRING} > >", "std::vector<std::string>"),
        ("c++", "std::map<int, long, std::greater<int>, std::allocator<std::pair<int, long> > >",
         "std::map<int, long, std::greater<int>>"),
        ("c++", "std::vector<int, std::allocator<int> >::iterator", "std::vector<int>::iterator"),
        ("c++", "std::unique_ptr<point, std::default_delete<point> >", "std::unique_ptr<point>"),
        ("c++", "std::function<int (int, char)>", "std::function<int (int, char)>"),
        ("c++", "point<(1 > 0)", "point<(1 > 0)"),
        ("c", "struct list<", "struct list<"),
        ("rust", "alloc::vec::Vec<int, alloc::alloc::Global>", "Vec<i32>"),
        ("rust", f"std::collections::hash::map::HashMap<int, unsigned long, {STATE}, {GLOBAL}>",
         "HashMap<i32, u64>"),
        ("rust", "(core::option::Option<i32>, alloc::vec::Vec<&str, alloc::alloc::Global>)",
         "(Option<i32>, Vec<&str>)"),
        ("rust", "core::option::Option<char>", "Option<char>"),
        ("rust", "shop::alloc::Order", "shop::alloc::Order"),
        ("rust", "int[3]", "[i32; 3]"),
        ("go", "map[string]int", "map[string]int"),
    ],
)  # fmt: skip
def test_a_type_is_written_without_what_nobody_wrote(language: str, text: str, name: str) -> None:
    assert spelling.type_name(text, language) == name


@pytest.mark.parametrize(
    ("language", "kind", "text", "value"),
    [
        ("go", "*main.Point", "*main.Point {X: 5, Y: 6}", "{X: 5, Y: 6}"),
        ("go", "map[string]int", 'map[string]int ["ada": 3, ]', '["ada": 3]'),
        ("go", "main.Color", "2", "2"),
        ("c++", "std::tuple<int>", "std::tuple containing", ""),
        ("c++", "std::optional<int>", "std::optional<int> [no contained value]", "nullopt"),
        ("c++", "std::pair<int, int>", "std::pair<int, int>", "std::pair<int, int>"),
        ("rust", "void", "<error: could not get size of type void>", "()"),
        ("python", "str", "'None'", "'None'"),
    ],
)
def test_a_value_is_written_without_its_type(
    language: str, kind: str, text: str, value: str
) -> None:
    assert spelling.value(text, kind, language) == value


@pytest.mark.parametrize(
    ("language", "text", "complete"),
    [
        ("go", "len: 2, cap: 2, [1,2]", True),
        ("go", "len: 100, cap: 100, [1,2,...+36 more]", False),
        ("go", '{Next: *(*main.Node)(0xc000010030), Name: "a"}', False),
        ("javascript", "Array(2) [1, 2]", True),
        ("javascript", "Array(2) [Array(2), 3]", False),
        ("javascript", "{a: {…}}", False),
        ("javascript", "Cart {secret: (getter)}", False),
        ("javascript", 'Map(1) {"a" => Object}', False),
        ("rust", "Some(3)", True),
        ("rust", "Rect { w: 1, h: 2 }", True),
        ("rust", "size=3", False),
        ("rust", "shelf::Point", False),
        ("c++", "{x:3, y:4}", False),
    ],
)
def test_a_value_that_says_all_needs_no_parts(language: str, text: str, *, complete: bool) -> None:
    assert spelling.complete(text, language) is complete
