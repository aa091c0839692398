import pytest

from tests.lint.checking import all_findings, corrected, marked, messages

RULE = "other-language"


@pytest.mark.parametrize(
    ("written", "in_lua"),
    [
        ("local a = b && c", "local a = b and c"),
        ("if a&&b then c() end", "if a and b then c() end"),
        ("if a || b then c() end", "if a or b then c() end"),
        ("local a = !b", "local a = not b"),
        ("local a = b != c", "local a = b ~= c"),
        ("if a !== b then c() end", "if a ~= b then c() end"),
        ("if a === b then c() end", "if a == b then c() end"),
        ("if a <> b then c() end", "if a ~= b then c() end"),
        ("if a =< b then c() end", "if a <= b then c() end"),
        ("local a = b ?? 1", "local a = b or 1"),
        ("local a = b ** 2", "local a = b ^ 2"),
        ("a := 5", "a = 5"),
        ("n++", "n = n + 1"),
        ("if a then t.n++ end", "if a then t.n = t.n + 1 end"),
        ("n--", "n = n - 1"),
        ("n += 1", "n = n + 1"),
        ("t.n -= a - b", "t.n = t.n - (a - b)"),
        ("if a then n *= 2 end", "if a then n = n * 2 end"),
        ('s ..= "x"', 's = s .. "x"'),
        ('s .= "x"', 's = s .. "x"'),
        ("local n = 1 // how many", "local n = 1 -- how many"),
        ("// how many\nlocal n = 1", "-- how many\nlocal n = 1"),
        ("local n = 7 // 2", "local n = math.floor(7 / 2)"),
        ("local m = n // 2 + 1", "local m = math.floor(n / 2) + 1"),
        ("local n = 1 # how many", "local n = 1 -- how many"),
        ("# how many\nlocal n = 1", "-- how many\nlocal n = 1"),
        ("/* how\n many */ local n = 1", "--[[ how\n many ]] local n = 1"),
        ("/* t[a[1]] */ local n = 1", "--[=[ t[a[1]] ]=] local n = 1"),
        ("local n = a ? 10 : 5", "local n = a and 10 or 5"),
        ("if (a > 3) {\n  b()\n}", "if (a > 3) then\n  b()\nend"),
        ("if a > 3 { b() }", "if a > 3 then b() end"),
        (
            "if (a) {\n  b()\n} else if (c) {\n  d()\n} else {\n  e()\n}",
            "if (a) then\n  b()\nelseif (c) then\n  d()\nelse\n  e()\nend",
        ),
        ("while (a) { b() }", "while (a) do b() end"),
        ("function f() {\n  return 1\n}", "function f()\n  return 1\nend"),
        ("for (int i = 0; i < 3; i++) {\n  b(i)\n}", "for i = 0, 2 do\n  b(i)\nend"),
        ("for (i = 10; i >= 0; i -= 2) { b(i) }", "for i = 10, 0, -2 do b(i) end"),
        ("for i = 0; i < 10; i++ do b(i) end", "for i = 0, 9 do b(i) end"),
        ("for i = 10; i > 0; i -= 2 { b(i) }", "for i = 10, 1, -2 do b(i) end"),
        ("for (k, v in pairs(t)) do end", "for k, v in pairs(t) do end"),
        ("function f(a) return a }", "function f(a) return a end"),
        ("if a then\n  b()\nelif c then\n  d()\nend", "if a then\n  b()\nelseif c then\n  d()\nend"),
        ("if a then b() elsif c then d() end", "if a then b() elseif c then d() end"),
        ("var n = 1", "local n = 1"),
        ("let n = 1", "local n = 1"),
        ("const n = 1", "local n = 1"),
        ("int n = 1", "local n = 1"),
        ("local n <const> = 1", "local n = 1"),
        ("def f(a)\n  return a\nend", "function f(a)\n  return a\nend"),
        ("function f(string a) return a end", "function f(a) return a end"),
        ("if a then\n  b()\nendif", "if a then\n  b()\nend"),
        ("if a then\n  b()\nend if\nc()", "if a then\n  b()\nend\nc()"),
        ("while a do b() done", "while a do b() end"),
        ("if a then return 1 fi", "if a then return 1 end"),
        ("function f()\n  if a then\n    b()\n  }\nend", "function f()\n  if a then\n    b()\n  end\nend"),
        ("local n: number = 1", "local n = 1"),
        ("if not a:\n  b()\nend", "if not a then\n  b()\nend"),
        ("if a then b() else: c() end", "if a then b() else c() end"),
        ("local t = {a: 1}", "local t = {a = 1}"),
        ('local t = {"a": 1}', 'local t = {["a"] = 1}'),
        ("local t = [1, 2]", "local t = {1, 2}"),
        ("local n = 5 & 3", "local n = bit32.band(5, 3)"),
        ("local n = a << 2", "local n = bit32.lshift(a, 2)"),
        ("local s = `text`", 'local s = "text"'),
        ("local s = 'a' . b", "local s = 'a' .. b"),
        ("$n = 1", "n = 1"),
        ("local n = +1", "local n = 1"),
        ("if a is nil then b() end", "if a == nil then b() end"),
        ("if a is not nil then b() end", "if a ~= nil then b() end"),
        ("for i = 1 to 10 do b(i) end", "for i = 1, 10 do b(i) end"),
        ("for k of pairs(t) do b(k) end", "for k in pairs(t) do b(k) end"),
        ("print n", "print(n)"),
        (
            "for i = 1, 3 do if a then continue end b() end",
            "for i = 1, 3 do if a then goto continue end b() ::continue:: end",
        ),
        (
            "while a do\n  if b then\n    continue\n  end\n  c()\nend",
            "while a do\n  if b then\n    goto continue\n  end\n  c()\n  ::continue::\nend",
        ),
        (
            "function f()\n  if a then\n    b()\n  else if c then\n    d()\n  end\n  return 1\nend",
            "function f()\n  if a then\n    b()\n  elseif c then\n    d()\n  end\n  return 1\nend",
        ),
        (
            "function f()\nif a then\nb()\nelse if c then\nd()\nend\nend",
            "function f()\nif a then\nb()\nelseif c then\nd()\nend\nend",
        ),
    ],
)
def test_it_is_written_in_luas_way(written, in_lua):
    assert corrected(RULE, written) == in_lua
    assert not any(each.severity == "error" and each.rule != "undefined-name" for each in all_findings(in_lua))


@pytest.mark.parametrize(
    ("written", "word", "way"),
    [
        ("switch (a) {\n  case 1: b()\n}", "switch", "`if … elseif … else … end`"),
        ("try\n  a()\ncatch e\nend", "try", "pcall"),
        ("import socket", "import", "are there already"),
        ("foreach k in pairs(t) do end", "foreach", "for key, value in pairs(t) do"),
        ("function f(a, b = 1) end", "b =", "`b = b or …`"),
        ("local f = x => x + 1", "=>", "function(x) return … end"),
        ("if a in b then c() end", "in", "belongs to `for` alone"),
        ("local n = a ? false : true", "?", "if `a` can be false or nil"),
        ("local n = a // b * c", "//", "math.floor(a / b)"),
    ],
)
def test_the_message_names_the_way_where_only_the_author_can_choose(written, word, way):
    assert marked(RULE, written) == [word]
    (message,) = messages(RULE, written)
    assert way in message


def test_each_one_is_reported_at_its_place_with_its_own_fix():
    found = all_findings("local a = b && c || !d\nlocal e = f && g\n")
    assert [(each.rule, each.range.line, each.range.column) for each in found] == [
        (RULE, 1, 13), (RULE, 1, 18), (RULE, 1, 21), (RULE, 2, 13),
    ]  # fmt: skip
    assert all(each.fix for each in found)


@pytest.mark.parametrize(
    "source",
    [
        "print('a && b || !c += 1 // d')",
        "-- if (a) { b++ }\n--[[ x ? y : z ]]",
        "local s = [[/* not a comment */]]",
        "local continue = 1 return continue",
        "if a then\n  b()\nelse if c then\n  d()\nend end",
        "local t = {f = function() return 1 end, [1] = 2; 3}",
    ],
)
def test_valid_lua_is_not_reported(source):
    assert marked(RULE, source) == []
