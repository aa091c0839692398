-- Functions: arguments, results, varargs, closures, recursion, load, environment, select.
local function count(...) return select("#", ...) end
assert(count() == 0 and count(nil) == 1 and count(nil, nil) == 2 and count(table.unpack({}, 1, 250)) == 250)
local function first(...) return (...) end
assert(first(5, 6) == 5 and first() == nil and select(2, "a", "b", "c") == "b" and select(-1, "a", "b") == "b"
    and not pcall(select, 0) and not pcall(select, -3, 1))
local function results() return 1, 2, 3 end local a, b, c, d = results()
assert(a == 1 and b == 2 and c == 3 and d == nil) a, b, c = results(), 10
assert(a == 1 and b == 10 and c == nil) a, b = (results()) assert(a == 1 and b == nil)
local function defaults(x, y) return x or "x", y == nil and "y" or y end a, b = defaults()
assert(a == "x" and b == "y") a, b = defaults(1, false) assert(a == 1 and b == false)
local function fact(n) return n <= 1 and 1 or n * fact(n - 1) end assert(fact(10) == 3628800)
local function tail(n) if n == 0 then return "done" end return tail(n - 1) end assert(tail(100000) == "done")
local fibonacci fibonacci = function(n) return n < 2 and n or fibonacci(n - 1) + fibonacci(n - 2) end
assert(fibonacci(15) == 610)
local object = {n = 5} function object:add(k) self.n = self.n + k return self end function object.static(k)
return k end assert(object:add(1):add(2).n == 8 and object.static(3) == 3 and object.add(object, 1).n == 9)
assert(("x"):rep(3) == "xxx" and #("abc"):upper() == 3 and (function(...)
return ... end)(7) == 7 and type(function() end) == "function" and print ~= nil)
local function vararg(...) local t = {...} local n = select("#", ...) return n, #t, ... end
assert(select("#", vararg(1, nil, 3)) == 5 and vararg() == 0) local f = function(a, ...)
local b, c = ... return a, b, c end a, b, c = f(1, 2, 3, 4) assert(a == 1 and b == 2 and c == 3)
local function counter() local n = 0 return function() n = n + 1 return n end, function() return n end end
local up, now = counter() up() up() assert(now() == 2) local other = counter() assert(other() == 1 and now() == 2)
local closures = {} for i = 1, 3 do closures[i] = function(v) if v then i = v end return i end end closures[1](10)
assert(closures[1]() == 10 and closures[2]() == 2 and closures[3]() == 3)
local made = {} local k = 1 while k <= 3 do local j = k made[k] = function() j = j + 1 return j end k = k + 1 end
assert(made[1]() == 2 and made[1]() == 3 and made[3]() == 4) do local x = 1 do local x = 2 assert(x == 2) end
assert(x == 1) end
local shared repeat local inner = 7 shared = function() return inner end until inner == 7 assert(shared() == 7)
assert(load("return 1 + 1")() == 2 and load("return ...", "chunk")(5) == 5 and load("x =") == nil
    and select(2, load("x =", "=name")):find("^name:1:") and select(2, load("x = = 1")):find("^%[string"))
assert(load("return x", "c", "t", {x = "env"})() == "env" and load("return 1", "c", "b") == nil
    and not pcall(load, {}) and not pcall(load) and load(function() return nil end)() == nil)
local pieces, at = {"return ", "1", "0"}, 0 assert(load(function() at = at + 1 return pieces[at] end)() == 10)
assert(load("", "empty")() == nil and select("#", load("return")()) == 0)
local env = {} local setter = load("y = 5 return _ENV", "c", "t", env)
assert(setter() == env and env.y == 5 and y == nil) do local _ENV = {z = 3} z = z + 1 assert_z = z end
do local outer = _ENV local _ENV = {assert = assert} q = 1 assert(q == 1 and outer.q == nil) end
assert(pcall(function() end) == true and select(2, pcall(function()
return 1, 2 end)) == 1 and select("#", pcall(results)) == 4 and pcall(error) == false
    and select(2, pcall(error, "m", 0)) == "m" and select(2, pcall(error, {1}))[1] == 1
    and select(2, pcall(error)) == nil)
assert(select(2, xpcall(error, function(m)
return "handled " .. m end, "x")) == "handled x" and select(2, xpcall(function(...)
return select("#", ...) end, print, 1, 2, 3)) == 3 and not xpcall(error, function(m) error(m) end, "x"))
local fine, message = pcall(function() local t = nil return t.x end)
assert(not fine and message:find("attempt to index local 't' %(a nil value%)")) fine, message = pcall(function()
return unknown_name.x end) assert(message:find("global 'unknown_name'"))
fine, message = pcall(function() return ({}).a.b end)
assert(message:find("field 'a'")) fine, message = pcall(function() local s = "x" return s:nothing() end)
assert(message:find("method 'nothing'")) fine, message = pcall(function() return 1 + {} end)
assert(message:find("arithmetic on a table value"))
fine, message = pcall(function() return {} .. "x" end)
assert(message:find("concatenate a table value")) fine, message = pcall(function() return {} < 1 end)
assert(message:find("compare table with number")) fine, message = pcall(function() return {} < {} end)
assert(message:find("compare two table values"))
fine, message = pcall(function() return #5 end)
assert(message:find("get length of a number value")) fine, message = pcall(string.rep)
assert(message:find("bad argument #1 to '[%a.]*rep' %(string expected, got no value%)"))
    fine, message = pcall(("x").rep, "x", {}) assert(message:find("#2"))
fine, message = pcall(error, setmetatable({}, {__tostring = function() return "object" end}))
assert(tostring(message) == "object") fine, message = pcall(assert, false, "text")
assert(message == "text") fine, message = pcall(assert, nil) assert(message == "assertion failed!")
assert(select("#", assert(1, 2, 3)) == 3)
local function level1() error("deep", 1) end
local function level2() error("up", 2) end fine, message = pcall(level1)
assert(message:find(":%d+: deep$")) fine, message = pcall(function() level2() end) assert(message:find(":%d+: up$"))
local depth = 0 local function deep() depth = depth + 1 return (("x"):gsub("x", deep)) end
    fine, message = pcall(deep) assert(not fine and message:find("stack overflow") and depth > 100)
assert(tostring(print):find("^function") and rawequal(print, print) and type(nil) == "nil"
    and type(type) == "function" and type({}) == "table" and type("") == "string" and type(2) == "number"
    and type(coroutine.create(print)) == "thread")
