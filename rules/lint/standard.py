"""What Lua 5.2 brings along (reference manual, §6), and what of it mxadmin's sandbox keeps from scripts."""

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
        "math": "abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log log10 max min modf pi "
        "pow rad random randomseed sin sinh sqrt tan tanh",
        "os": "clock date difftime execute exit getenv remove rename setlocale time tmpname",
        "package": "config cpath loaded loadlib path preload searchers searchpath",
        "string": "byte char dump find format gmatch gsub len lower match rep reverse sub upper",
        "table": "concat insert maxn pack remove sort unpack",
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
}
"""What older versions of Lua called otherwise."""


def is_refused(name: str) -> bool:
    """`name` with its library: `os.execute`."""
    library, _, member = name.partition(".")
    if library == "os" and member:
        return member in LIBRARIES["os"] - OFFERED_OF_OS
    return name in REFUSED or library in REFUSED_LIBRARIES
