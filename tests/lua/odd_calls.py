# ruff: noqa: E501 - a line holds calls of one kind
"""Calls of every function of Lua's libraries with odd arguments, as one script whose output two Luas must share."""

from itertools import product

ODD = [
    "nil", "true", "''", "'10'", "'0x10'", "' 5 '", "'abc'", "'a\\0b'", "'-1'", "'1e2'", "-1", "0", "1", "2", "3", "2.5", "-0.5",
    "1e15", "2^31", "2^32", "2^53", "NAN", "INF", "-INF", "{}", "{1, 2, 3}", "{'a', 'b', x = 1}", "type", "META", "CO",
]  # fmt: skip
FEW = ["nil", "''", "'10'", "'abc'", "-1", "0", "2", "2.5", "NAN", "INF", "{}", "META"]
FEWEST = ["nil", "'1'", "-1", "2", "{}"]

FIRST = {
    "string": ["'abc'", "'a\\0b'", "12", "nil", "{}"],
    "table": ["{1, 2, 3}", "{}", "{'a', 'b', 'c'}", "nil", "'abc'", "META"],
    "math": ["2", "-2.5", "'10'", "nil", "INF"],
    "bit32": ["5", "-1", "2^32 + 1", "'7'", "nil"],
    "os": ["'%Y'", "0", "nil"],
    "coroutine": ["CO", "nil", "type"],
    "": ["nil", "{}", "'abc'", "META", "type", "5"],
}
FUNCTIONS = {
    "string": "byte char find format gmatch gsub len lower match reverse sub upper",
    "table": "concat insert pack remove sort unpack",
    "math": "abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp ldexp log max min modf pow rad sin sinh sqrt tan tanh",
    "bit32": "arshift band bnot bor btest bxor extract lrotate lshift replace rrotate rshift",
    "coroutine": "create resume status wrap",
    "os": "difftime time",
    "": "assert error getmetatable ipairs load next pairs pcall rawequal rawget rawlen rawset select setmetatable tonumber "
    "tostring type xpcall collectgarbage",
}  # fmt: skip
MORE = [
    *(f"string.rep({given})" for given in ("", "nil", "'ab'", "'ab', nil", "'ab', 'x'", "'ab', '2'", "'ab', -1", "'ab', 2.7", "'ab', 3, 1", "'ab', 2, {}", "'ab', NAN", "'x', 1e15", "{}, 2", "'', 5")),
    *(f"string.format({given})" for given in (
        "'%d', '10'", "'%d', 2.5", "'%d', 'x'", "'%d'", "'%s'", "'%s', nil", "'%s', META", "'%q', 'a\\n\\0\\r\"\\\\'", "'%x', -1",
        "'%c%c', 65, 0", "'%5.2f|%-8s|%+d', 1, 'a', 2", "'%10.3s|', 'abcdef'", "'%i %u %o', 7, 8, 9", "'%e %g %G', 1, 2, 1e20",
        "'%', 1", "'%y', 1", "'%123d', 1", "'%.123f', 1", "'%%'", "'%s', 'a\\0b'", "'%.20s', ('x'):rep(200)", "'%d', INF",
        "'%d', NAN", "'%d', 2^63", "'%x', 2^53", "'%c', 'x'", "'%q', 1", "'%#x', 255", "'% d', 5", "'%05d', -3",
    )),
    *(f"string.{name}('hello world', {given})" for name in ("find", "match", "gmatch", "gsub") for given in (
        "'(l+)(o?)'", "'[a-z'", "'%'", "'('", "')'", "'%f[%w]%w+'", "'%b()'", "'%b'", "'()ll()'", "'^h'", "'d$'", "'%1'", "'(.)%1'", "'[]]'", "'[^]'", "'%g+'",
        "'l', 'L'", "'l', '%0%0'", "'l', '%2'", "'l', '%'", "'o', {o = 0}", "'o', function() return false end",
        "'o', function() return {} end", "'l', 'L', 1", "'l', 'L', -1", "'', '-'", "'wor', 1, true", "'l', -3", "'l', 20", "'x*', 'y'",
    )),
    *(f"os.date({given})" for given in ("'!%Y-%m-%d %H:%M:%S', 0", "'!%c', 0", "'!*t', 86400", "'!%x %X %p %A %B', 1e9", "'%', 0", "'%Ez', 0", "'%Q', 0", "{}", "'!%d', 'x'", "'!%y', 1e18", "'!%j %U %w %a %b %%', 0")),
    *(f"os.time({given})" for given in ("{year = 2020, month = 2, day = 30, hour = 12}", "{}", "{year = 2020}", "{year = 'x', month = 1, day = 1}", "{year = 2020, month = 14, day = -3, hour = 0}", "5", "{year = 2020, month = 1.5, day = 1}")),
    *(f"tonumber({given})" for given in ("'10', 2", "'zz', 36", "'8', 8", "'10', 1", "'10', 37", "10, 10", "'  0x1p4  '", "'1e'", "'0x'", "'- 1'", "'1_0'", "'inf'", "'nan'", "'١'", "'1', nil", "'', 10", "'-ff', 16", "'7fffffffffffffff', 16")),
    *(f"select({given})" for given in ("'#'", "'#', nil, nil", "-1, 1, 2", "-3, 1, 2", "2, 1, 2", "5, 1", "'2', 1, 2", "1.9, 1, 2")),
    *(f"load({given})" for given in ("'return 1'", "'return'", "'return ...', 'x'", "'x =', '=name'", "'x =', '@file'", "'return 1', 'x', 'b'", "'return 1', 'x', 't'", "'return 1', 'x', 'q'", "'return x', 'x', 't', {x = 5}", "'return x', 'x', 't', nil", "function() return nil end", "function() return {} end", "function() error('in reader') end", "'return 1', {}", "'return 1', 'x', {}", "5")),
    *(f"table.concat({given})" for given in ("{1, {}, 3}", "{1, 2}, 5", "{1, 2}, {}", "{1, 2, 3}, ',', 2", "{1, 2, 3}, ',', 2, 5", "{1, 2, 3}, ',', 3, 1", "{true}", "{1, 2}, ', ', '1', '2'")),
    *(f"table.insert({given})" for given in ("{1, 2}, 3", "{1, 2}, 1, 0", "{1, 2}, 5, 0", "{1, 2}, 0, 0", "{1, 2}, 'x', 0", "{1, 2}, 1, 2, 3", "{1, 2}", "{}, nil")),
    *(f"table.remove({given})" for given in ("{1, 2}", "{}", "{1, 2}, 3", "{1, 2}, 4", "{1, 2}, 0", "{}, 0", "{}, 5", "{1, 2}, 'x'")),
    *(f"table.sort({given})" for given in ("{3, 1, 2}", "{3, 'a'}", "{{}, {}}", "{3, 1, 2}, function(a, b) return a > b end", "{1, 2}, 5", "{}, nil")),
    *(f"table.unpack({given})" for given in ("{1, 2, 3}, 2", "{1, 2}, 2, 1", "{1}, -1, 1", "{}, 1, 1e8", "{1, 2}, '1', '2'")),
    "#META", "META + 1", "1 + META", "-META", "META .. 'x'", "META == META", "META < META", "META()", "META.any", "('x').y", "('5') + 1",
    "'a' + 1", "{} + 1", "nil .. 'x'", "1 .. 2", "{} < {}", "1 < '2'", "'a' < 'b'", "#5", "-'2'", "-{}", "(nil)()", "(nil).x", "10 % 0", "-7 % 3",
    "5 % -INF", "2 ^ 0.5", "1 / 0", "'0x10' + 0", "10 == '10'", "'abc' < 'abd'", "nil == false", "math.huge - math.huge",
    "setmetatable(setmetatable({}, {__metatable = 1}), {})", "getmetatable('x').__index == string", "rawlen('abc')", "next({}, 'x')",
    "tostring(1e15)", "tostring(2^53)", "tostring(-0.0)", "tostring(1e100)", "tostring(0.1)", "tostring(NAN) == tostring(NAN)", "tostring()", "type()",
    "string.rep", "error('x', 0)", "error('x', 1)", "error('x', 2)", "error({})", "error(nil)", "error()", "assert(false)", "assert(nil, 'm')",
    "assert(false, {})", "assert(1, 2, 3)", "assert()", "pcall()", "pcall(nil)", "xpcall(error, function(m) return m end, 'x')", "xpcall(type)",
    "coroutine.resume(coroutine.create(function(...) return select('#', ...) end), 1, nil)", "coroutine.wrap(function() error('w') end)()",
    "coroutine.wrap(function() error({}) end)()", "coroutine.running() ~= nil", "coroutine.status(coroutine.create(print))",
    "coroutine.resume(coroutine.running())", "select(2, coroutine.running())", "coroutine.yield(1)", "coroutine.create()", "coroutine.wrap()", "coroutine.wrap(5)",
    "(function() local c = coroutine.wrap(function() return 1 end) c() return c() end)()", "os.getenv()", "os.getenv({})", "os.clock() >= 0",
    "collectgarbage('nooption')", "collectgarbage({})", "collectgarbage('step', 'x')", "collectgarbage('setpause', 100)", "collectgarbage('isrunning')",
    "collectgarbage('count') > 0", "collectgarbage('collect')", "collectgarbage('stop')", "collectgarbage('isrunning')", "collectgarbage('restart')",
    "collectgarbage('generational')", "collectgarbage('incremental')", "math.max()", "math.min('x')", "math.random(0)", "math.random(2, 1)", "math.random(1, 2, 3)",
    "math.random('x')", "math.randomseed()", "math.randomseed({})", "ipairs()", "ipairs(nil)", "pairs()", "pairs(nil)", "next()", "rawget()", "rawset({}, nil, 1)",
    "rawset({}, NAN, 1)", "rawequal(1)", "rawlen(5)", "setmetatable({})", "setmetatable({}, 5)", "setmetatable(5, {})", "setmetatable({}, nil) ~= nil", "unknown()", "unknown.x", "string.unknown()",
    "_VERSION", "_G._G == _G", "print == _G.print",
]  # fmt: skip
"""Expressions beside those that are made from the lists above."""

PREAMBLE = r"""
local NAN, INF = 0/0, 1/0
local out = {}
local CO = coroutine.create(function() end)
local META = setmetatable({1, 2}, {
    __index = function(_, key) return "indexed " .. tostring(key) end, __tostring = function() return "a text" end,
    __len = function() return 7 end, __call = function(_, ...) return "called", select("#", ...) end,
    __add = function() return "added" end, __concat = function() return "joined" end, __unm = function() return "minus" end,
    __lt = function() return true end, __eq = function() return true end, __pairs = function() return next, {5}, nil end,
    __ipairs = function() return next, {6}, nil end, __metatable = "kept",
})
local function shown(value, deep)
    local kind = type(value)
    if kind == "string" then return (string.format("%q", (value:gsub("0x%x+", "ADDRESS"):gsub("^[^\n]-:%d+: ", ""):gsub("'[%a_]+%d*%.(%a+%d*)'", "'%1'"))):gsub("\n", "n")) end
    if kind == "number" then return value ~= value and "nan" or string.format("%.14g", value) end
    if kind ~= "table" or value == META or deep then return kind == "boolean" and tostring(value) or kind end
    local parts = {}
    for key, item in next, value do parts[#parts + 1] = shown(key, true) .. "=" .. shown(item, true) end
    table.sort(parts)
    return "{" .. table.concat(parts, ",") .. "}"
end
local function plain(message)
    if type(message) ~= "string" then return shown(message) end
    return (message:gsub("^[^\n]-:%d+: ", ""):gsub("^[^\n]-:%d+: ", ""):gsub("0x%x+", "ADDRESS"):gsub("'[%a_]+%d*%.(%a+%d*)'", "'%1'"))
end
local function case(number, ...)
    local all = table.pack(pcall(...))
    local parts = {number}
    if all[1] then for index = 2, all.n do parts[#parts + 1] = shown(all[index]) end
    else parts[#parts + 1] = "! " .. plain(all[2]) end
    print(table.concat(parts, " "))
end
"""


def expressions() -> list[str]:
    """Every call and expression, once."""
    found: dict[str, None] = {}
    for library, names in FUNCTIONS.items():
        for name in names.split():
            full = f"{library}.{name}" if library else name
            found |= dict.fromkeys([f"{full}()", *(f"{full}({odd})" for odd in ODD)])
            found |= dict.fromkeys(f"{full}({first}, {odd})" for first, odd in product(FIRST[library], FEW))
            found |= dict.fromkeys(f"{full}({FIRST[library][0]}, {a}, {b})" for a, b in product(FEWEST, FEWEST))
    return [each for each in [*found, *MORE] if each != "os.time()" and not each.startswith("os.time(nil")]  # now


def script(cases: list[str]) -> bytes:
    """Print a line for each: its number, and what it gives or the error without its place."""
    lines = [f"case({number}, function() return {each} end)" for number, each in enumerate(cases)]
    return "\n".join([PREAMBLE, *lines]).encode()
