-- Metatables.
local V = {} V.__index = V local function new(x) return setmetatable({x = x}, V) end
V.__add = function(a, b)
return new((type(a) == "table" and a.x or a) + (type(b) == "table" and b.x or b)) end V.__sub = function(a, b)
return new(a.x - b.x) end V.__mul = function(a, b) return "mul" end V.__div = function() return "div" end
V.__mod = function() return "mod" end V.__pow = function() return "pow" end V.__unm = function(a)
return new(-a.x) end V.__concat = function(a, b) return "joined" end V.__len = function(a)
return a.x end V.__eq = function(a, b) return a.x == b.x end
V.__lt = function(a, b) return a.x < b.x end V.__le = function(a, b)
return a.x <= b.x end V.__call = function(self, ...) return self.x, ... end V.__tostring = function(a)
return "V(" .. a.x .. ")" end function V:double() return new(self.x * 2) end
assert((new(1) + new(2)).x == 3 and (new(1) + 5).x == 6 and (5 + new(1)).x == 6 and (new(5) - new(3)).x == 2
    and new(1) * 2 == "mul" and 2 / new(1) == "div" and new(1) % 2 == "mod" and 2 ^ new(1) == "pow"
    and (-new(4)).x == -4)
assert(new(1) .. "x" == "joined" and "x" .. new(1) == "joined" and 1 .. new(1) == "joined" and #new(7) == 7
    and new(1) == new(1) and new(1) ~= new(2) and new(1) < new(2) and not (new(2) < new(1))
    and new(1) <= new(1) and new(2) > new(1) and new(2) >= new(2))
assert(select("#", new(1)(2, 3)) == 3 and new(9)() == 9 and tostring(new(3)) == "V(3)"
    and new(4):double().x == 8 and getmetatable(new(1)) == V and rawequal(new(1), new(1)) == false and new(1) ~= 1)
local reads = {}
local proxy = setmetatable({}, {__index = function(_, k)
    reads[#reads + 1] = k return "got " .. tostring(k) end, __newindex = function(t, k, v)
    rawset(t, k, v * 2) end}) assert(proxy.a == "got a" and proxy[1] == "got 1" and #reads == 2) proxy.n = 5
assert(rawget(proxy, "n") == 10 and proxy.n == 10 and #reads == 2) proxy.n = 1 assert(proxy.n == 1)
local base = setmetatable({}, {__index = {deep = "found"}}) local child = setmetatable({}, {__index = base})
assert(child.deep == "found" and rawget(child, "deep") == nil and child.missing == nil) local sink = {}
local writer = setmetatable({}, {__newindex = sink}) writer.k = 1 assert(sink.k == 1 and rawget(writer, "k") == nil)
local locked = setmetatable({}, {__metatable = "locked"})
assert(getmetatable(locked) == "locked" and not pcall(setmetatable, locked, {}))
assert(getmetatable("x").__index == string and not pcall(setmetatable, "x", {}) and not pcall(setmetatable, {})
    and not pcall(setmetatable, {}, 5) and setmetatable({}, nil) ~= nil and getmetatable({}) == nil
    and getmetatable(5) == nil)
local same = {} local m = {__eq = function() return true end} local x, y = setmetatable({}, m), setmetatable({}, m)
assert(x == y and not rawequal(x, y) and x == x and x ~= same) local only_lt = setmetatable({}, {__lt = function()
return true end}) assert(only_lt < only_lt and (only_lt <= only_lt) == false)
local fine, message = pcall(function()
return setmetatable({}, {__index = function() error("inside", 0) end}).x end)
assert(not fine and message == "inside") assert(not pcall(function() return {} + 1 end) and not pcall(function()
return ({})() end) and not pcall(function() return -{} end))
assert(tostring(setmetatable({}, {})):find("^table: ")) local t = setmetatable({}, {__len = function()
return "seven" end}) assert(#t == "seven") local chained = setmetatable({}, {__call = function(_, f) return f end})
assert(chained(5) == 5)
for k, v in ipairs(setmetatable({}, {__ipairs = function() return function(_, i)
if not i then return 1, "one" end end, nil, nil end})) do assert(k == 1 and v == "one") end
local weak = setmetatable({}, {__mode = "k"}) weak[{}] = 1 collectgarbage() assert(next(weak) == nil)
local loop = setmetatable({}, {}) getmetatable(loop).__index = loop assert(not pcall(function() return loop.x end))
local inherits = setmetatable({}, {__index = string})
assert(inherits.rep("a", 2) == "aa") V.__index = function(_, k) return k end
assert(new(1).anything == "anything" and new(1).x == 1)
