"""The libraries of Lua 5.2 (reference manual, §6), and the parts that mxadmin's sandbox does not offer."""

BASIC = frozenset({
    "_G", "_VERSION", "assert", "collectgarbage", "dofile", "error", "getmetatable", "ipairs", "load", "loadfile",
    "next", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "require", "select", "setmetatable",
    "tonumber", "tostring", "type", "xpcall", "_ENV",
})  # fmt: skip

LIBRARIES: dict[str, frozenset[str]] = {
    name: frozenset(members.split())
    for name, members in {
        "bit32": "arshift band bnot bor btest bxor extract lrotate lshift replace rrotate rshift",
        "coroutine": "create resume running status wrap yield",
        "debug": "debug gethook getinfo getlocal getmetatable getregistry getupvalue getuservalue sethook setlocal "
        "setmetatable setupvalue setuservalue traceback upvalueid upvaluejoin",
        "io": "close flush input lines open output popen read stderr stdin stdout tmpfile type write",
        "math": "abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log max min modf pi "
        "pow rad random randomseed sin sinh sqrt tan tanh",
        "os": "clock date difftime execute exit getenv remove rename setlocale time tmpname",
        "package": "config cpath loaded loadlib path preload searchers searchpath",
        "string": "byte char dump find format gmatch gsub len lower match rep reverse sub upper",
        "table": "concat insert pack remove sort unpack",
    }.items()
}

NAMES = BASIC | LIBRARIES.keys()

REFUSED = frozenset({"dofile", "loadfile", "require", "string.dump"})
REFUSED_LIBRARIES = frozenset({"debug", "io", "package"})
OFFERED_OF_OS = frozenset({"clock", "date", "difftime", "getenv", "time"})

RENAMED = {
    "unpack": "table.unpack",
    "loadstring": "load",
    "string.gfind": "string.gmatch",
    "math.mod": "math.fmod",
    "None": "nil",
    "null": "nil",
    "NULL": "nil",
    "undefined": "nil",
    "True": "true",
    "TRUE": "true",
    "False": "false",
    "FALSE": "false",
}
"""Names that are different in other versions of Lua and in other languages."""

OTHERWISE = {
    "math.log10": "write `math.log(x, 10)`",
    "math.maxinteger": "whole numbers are exact up to 2^53",
    "math.mininteger": "whole numbers are exact down to -2^53",
    "math.tointeger": "write `math.floor(x)`",
    "math.type": "there is one kind of numbers only",
    "math.ult": "compare with `<`",
    "table.getn": "write `#t`",
    "table.setn": "a table has the length of its elements",
    "table.maxn": "write `#t`, or go through `pairs(t)` for the largest key",
    "table.foreach": "write `for key, value in pairs(t) do … end`",
    "table.foreachi": "write `for index, value in ipairs(t) do … end`",
    "table.move": "copy the elements in a loop",
    "string.pack": "put the bytes together with `string.char`",
    "string.unpack": "take the bytes with `string.byte`",
    "string.packsize": "count the bytes yourself",
    "coroutine.isyieldable": "`coroutine.running()` says whether it is the main one",
    "coroutine.close": "a coroutine ends with its function",
    "setfenv": "load takes the environment as its fourth argument, and `local _ENV = t` changes it",
    "getfenv": "the environment of a function is its `_ENV`",
    "module": "a script is one text: use a table",
    "newproxy": "use a table with a metatable",
    "gcinfo": 'write `collectgarbage("count")`',
    "utf8": "the text's bytes are what string functions count",
    "bit": "write `bit32.band`, `bit32.bor` …",
    "jit": "this is not LuaJIT",
    "warn": "write `print(…)`",
}
"""Names of other versions of Lua that 5.2 does not have, with what to write instead."""

FOREIGN_FUNCTIONS = {
    "import": "the libraries string, table, math and os are there already",
    "include": "the libraries string, table, math and os are there already",
    "using": "the libraries string, table, math and os are there already",
    "echo": "write `print(…)`",
    "puts": "write `print(…)`",
    "printf": "write `print(string.format(…))`",
    "sprintf": "write `string.format(…)`",
    "throw": "write `error(…)`",
    "raise": "write `error(…)`",
    "len": "write `#text`",
    "strlen": "write `#text`",
    "str": "write `tostring(…)`",
    "int": "write `math.floor(tonumber(…))`",
    "parseInt": "write `tonumber(…)`",
    "isset": "compare with nil, `x ~= nil`",
    "typeof": "write `type(…)`",
}
"""Functions of other languages, with what to write instead."""


def is_refused(name: str) -> bool:
    """Return whether the sandbox refuses it. `name` with its library: `os.execute`."""
    library, _, member = name.partition(".")
    if library == "os" and member:
        return member in LIBRARIES["os"] - OFFERED_OF_OS
    return name in REFUSED or library in REFUSED_LIBRARIES
