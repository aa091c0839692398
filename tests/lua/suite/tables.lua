-- Tables: length, traversal, sort, insert, remove, pack and unpack, next, ipairs, pairs.
local function list(t) return table.concat(t, " ") end
assert(#{} == 0 and #{nil} == 0 and #{nil, nil} == 0 and #{1, 2, 3, nil} == 3 and #{[1] = 1, [2] = 2} == 2
    and #{n = 5} == 0 and #{1; 2, 3} == 3)
local t = {10, 20, x = 1, [2^53] = "big", [-1] = "minus", [1.5] = "half", [true] = "yes", ["1"] = "text"}
assert(t[1] == 10 and t["1"] == "text" and t[2^53] == "big" and t[-1] == "minus" and t[1.5] == "half"
    and t[true] == "yes" and t[false] == nil and t.missing == nil)
t[1.0] = 11 assert(t[1] == 11) t["x"] = nil assert(t.x == nil and next({}) == nil and rawlen({1, 2}) == 2)
local seen, count = {}, 0 for k, v in pairs({a = 1, b = 2, 3, 4}) do seen[k] = v count = count + 1 end
assert(count == 4 and seen.a == 1 and seen.b == 2 and seen[1] == 3 and seen[2] == 4)
count = 0 for i, v in ipairs({1, 2, nil, 4}) do count = count + 1 assert(i == v) end assert(count == 2)
t = {} for i = 1, 100 do t[i] = true end for k in pairs(t) do t[k] = nil end assert(next(t) == nil)
t = {1, 2, 3} for k, v in next, t do t[k] = v * 2 end assert(list(t) == "2 4 6")
assert(not pcall(next, {}, "nokey") and not pcall(rawset, {}, nil, 1) and not pcall(function()
local x = {} x[nil] = 1 end) and not pcall(function() local x = {} x[0/0] = 1 end) and ({})[nil] == nil)
t = {} table.insert(t, "a") table.insert(t, 1, "b") table.insert(t, 2, "c") table.insert(t, #t + 1, "d")
assert(list(t) == "b c a d")
assert(table.remove(t, 1) == "b" and list(t) == "c a d" and table.remove(t) == "d"
    and table.remove(t, 2) == "a" and list(t) == "c" and table.remove(t) == "c" and table.remove(t) == nil
    and #t == 0)
assert(not pcall(table.insert, {1, 2}, 4, 0) and not pcall(table.insert, {1, 2}, 0, 0)
    and not pcall(table.insert, {}) and not pcall(table.insert, {}, 1, 2, 3)
    and not pcall(table.remove, {1, 2}, 5) and table.remove({1, 2}, 3) == nil)
local p = table.pack(nil, 2, nil)
assert(p.n == 3 and p[2] == 2 and p[1] == nil and table.pack().n == 0 and select("#", table.unpack({}, 1, 3)) == 3)
local a, b, c = table.unpack({1, 2, 3}) assert(a == 1 and b == 2 and c == 3) a, b = table.unpack({1, 2, 3}, 2)
assert(a == 2 and b == 3) a, b = table.unpack({1, 2}, 2, 2) assert(a == 2 and b == nil)
assert(select("#", table.unpack({1, 2, 3}, 3, 2)) == 0 and not pcall(table.unpack, {}, 1, 1e7)
    and table.unpack({1, 2}, -1, 1) == nil and select("#", table.unpack({n = 5})) == 0)
t = {5, 2, 9, 1} table.sort(t) assert(list(t) == "1 2 5 9") table.sort(t, function(x, y) return x > y end)
assert(list(t) == "9 5 2 1")
t = {"b", "a", "C"} table.sort(t) assert(list(t) == "C a b") t = {} table.sort(t) t = {1} table.sort(t)
assert(t[1] == 1)
t = {} for i = 1, 500 do t[i] = (i * 7919) % 503 end table.sort(t) for i = 2, #t do assert(t[i - 1] <= t[i]) end
t = {} for i = 1, 100 do t[i] = false end table.sort(t, function() return nil end)
assert(#t == 100 and t[50] == false)
assert(not pcall(table.sort, {1, "a"}) and not pcall(table.sort, {{}, {}})
    and not pcall(table.sort, {1, 2, 3}, 5) and pcall(table.sort, {3, 1}, nil))
t = setmetatable({}, {__index = function(_, k) return k * 2 end, __len = function() return 3 end})
assert(t[5] == 10 and #t == 3 and rawlen(t) == 0 and rawget(t, 5) == nil)
t = setmetatable({}, {__pairs = function(x) return function(_, k)
if not k then return 1, "only" end end, x, nil end}) for k, v in pairs(t) do assert(k == 1 and v == "only") end
t = {} for i = 3, 1, -1 do t[#t + 1] = i end assert(list(t) == "3 2 1") for _ = 1, 0 do error() end
for i = 1, 3 do local j = i i = 10 assert(j <= 3) end
count = 0 for i = 0.1, 0.35, 0.1 do count = count + 1 end
assert(count == 3) count = 0 for _ = 10, 1 do count = 1 end assert(count == 0) assert(not pcall(function()
for i = "a", 2 do end end) and not pcall(function() for i = 1, {} do end end))
local nested = {{1, 2}, {a = {b = {c = "deep"}}}}
assert(nested[1][2] == 2 and nested[2].a.b.c == "deep" and #nested == 2)
local key = {} t = {[key] = 1, [print] = 2} assert(t[key] == 1 and t[print] == 2 and t[{}] == nil)
local function f() return 1, 2, 3 end
assert(#{f()} == 3 and #{f(), f()} == 4 and #{(f())} == 1 and #{f(), nil} == 1 and #{x = f(), f()} == 3)
