"""The functions of Lua 5.2 that scripts may use, described in a line each (after the reference manual, §6)."""

_LINES = """
_G | The table of all globals.
_VERSION | "Lua 5.2".
assert(value [, message]) | Raises an error with the message if the value is false or nil.
collectgarbage([option [, arg]]) | Runs or asks the garbage collector; "count" gives the kilobytes in use.
error(message [, level]) | Ends the function with an error.
getmetatable(object) | The metatable of a value, or nil.
ipairs(t) | For loops over 1, 2, 3 … up to the first nil: for i, value in ipairs(t) do … end
load(text [, name [, mode [, env]]]) | Compiles a text to a function; nil and a message if it cannot.
next(table [, index]) | The next key and its value; nil after the last. next(t) == nil: the table is empty.
pairs(t) | For loops over all keys, in no certain order: for key, value in pairs(t) do … end
pcall(f [, arg, ···]) | Calls f and catches an error: true and its results, or false and the message.
print(···) | Writes its arguments; in VPOP3 to Lua.out, in a dry run to the trace.
rawequal(v1, v2) | Equality without metamethods.
rawget(table, index) | table[index] without metamethods.
rawlen(v) | The length of a table or text without metamethods.
rawset(table, index, value) | table[index] = value without metamethods.
select(index, ···) | All arguments from that number on; select("#", ···) counts them.
setmetatable(table, metatable) | Sets the metatable and returns the table.
tonumber(e [, base]) | The number that a text means, or nil if it means none.
tostring(v) | A text for any value.
type(v) | "nil", "number", "string", "boolean", "table", "function" or "thread".
xpcall(f, msgh [, arg1, ···]) | Like pcall, with a function that is handed the error.
bit32.arshift(x, disp) | Shifts bits to the right and keeps the sign.
bit32.band(···) | Bitwise and.
bit32.bnot(x) | All bits turned round.
bit32.bor(···) | Bitwise or.
bit32.btest(···) | Is the bitwise and different from zero?
bit32.bxor(···) | Bitwise exclusive or.
bit32.extract(n, field [, width]) | The number in some bits of n.
bit32.lrotate(x, disp) | Rotates bits to the left.
bit32.lshift(x, disp) | Shifts bits to the left.
bit32.replace(n, v, field [, width]) | n with some bits replaced by v.
bit32.rrotate(x, disp) | Rotates bits to the right.
bit32.rshift(x, disp) | Shifts bits to the right.
coroutine.create(f) | A coroutine that will run f.
coroutine.resume(co [, val1, ···]) | Goes on with a coroutine: true and what it yields, or false and the message.
coroutine.running() | The running coroutine, and whether it is the main one.
coroutine.status(co) | "running", "suspended", "normal" or "dead".
coroutine.wrap(f) | A function that resumes a coroutine each time it is called.
coroutine.yield(···) | Suspends the coroutine and hands out values.
math.abs(x) | The value without its sign.
math.acos(x) | The arc cosine, in radians.
math.asin(x) | The arc sine, in radians.
math.atan(x) | The arc tangent, in radians.
math.atan2(y, x) | The arc tangent of y/x, in radians, by the signs of both.
math.ceil(x) | The smallest whole number that is not less.
math.cos(x) | The cosine of radians.
math.cosh(x) | The hyperbolic cosine.
math.deg(x) | Degrees from radians.
math.exp(x) | e to the power of x.
math.floor(x) | The largest whole number that is not more.
math.fmod(x, y) | The remainder of x/y, rounded towards zero.
math.frexp(x) | m and e so that x = m·2^e.
math.huge | A number larger than any other.
math.ldexp(m, e) | m·2^e.
math.log(x [, base]) | The logarithm; natural without a base.
math.max(x, ···) | The largest argument.
math.min(x, ···) | The smallest argument.
math.modf(x) | The whole part and the fraction.
math.pi | π.
math.pow(x, y) | x to the power of y.
math.rad(x) | Radians from degrees.
math.random([m [, n]]) | A number from 0 to 1, or a whole one from 1 to m, or from m to n.
math.randomseed(x) | Where the pseudo-random numbers start.
math.sin(x) | The sine of radians.
math.sinh(x) | The hyperbolic sine.
math.sqrt(x) | The square root.
math.tan(x) | The tangent of radians.
math.tanh(x) | The hyperbolic tangent.
os.clock() | Seconds of CPU time used.
os.date([format [, time]]) | Date and time as text; "*t" gives a table: os.date("*t").hour
os.difftime(t2, t1) | Seconds from t1 to t2.
os.getenv(name) | An environment variable; in a dry run always nil.
os.time([table]) | The time as a number of seconds, now or of a table with year, month, day …
string.byte(s [, i [, j]]) | The byte numbers of characters.
string.char(···) | Text made of byte numbers.
string.find(s, pattern [, init [, plain]]) | Where a pattern is found: start and end, or nil; plain: literally.
string.format(formatstring, ···) | Text after a pattern like C's printf: %d, %s, %q, %5.2f …
string.gmatch(s, pattern) | For loops over all matches: for word in s:gmatch("%a+") do … end
string.gsub(s, pattern, repl [, n]) | Replaces matches; returns the new text and how many there were.
string.len(s) | The number of bytes.
string.lower(s) | In small letters.
string.match(s, pattern [, init]) | What the pattern's captures match (or all of it), or nil.
string.rep(s, n [, sep]) | The text n times.
string.reverse(s) | The bytes backwards.
string.sub(s, i [, j]) | From the i-th byte to the j-th; negative ones count from the end.
string.upper(s) | In capital letters.
table.concat(list [, sep [, i [, j]]]) | The elements as one text, with sep between.
table.insert(list, [pos,] value) | Inserts an element, at the end without pos.
table.pack(···) | A table of all arguments; field n counts them.
table.remove(list [, pos]) | Takes an element out and returns it, the last without pos.
table.sort(list [, comp]) | Sorts in place; comp(a, b) says whether a comes first.
table.unpack(list [, i [, j]]) | The elements as separate values.
"""


def _entry(line: str) -> tuple[str, tuple[str, str]]:
    signature, _, meaning = line.partition(" | ")
    return signature.partition("(")[0], (signature, meaning)


MANUAL: dict[str, tuple[str, str]] = dict(map(_entry, _LINES.strip().splitlines()))
"""Signature and meaning by name: `string.find`. Values that are no functions have their name as signature."""

KEYWORDS = (
    *("and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in"),
    *("local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while"),
)
