-- Coroutines.
local co = coroutine.create(function(a, b) local c = coroutine.yield(a + b) local d, e = coroutine.yield(c * 2)
return d, e end) assert(coroutine.status(co) == "suspended") local fine, v = coroutine.resume(co, 1, 2)
assert(fine and v == 3)
fine, v = coroutine.resume(co, 10) assert(fine and v == 20) local w fine, v, w = coroutine.resume(co, "x", "y")
assert(fine and v == "x" and w == "y" and coroutine.status(co) == "dead") fine, v = coroutine.resume(co)
assert(not fine and v == "cannot resume dead coroutine")
local gen = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end)
assert(gen() == 1 and gen() == 2 and gen() == 3 and gen() == nil and not pcall(gen)) local function range(n)
return coroutine.wrap(function() for i = 1, n do coroutine.yield(i, i * i) end end) end
local sum = 0 for i, square in range(4) do sum = sum + square end
assert(sum == 30) co = coroutine.create(function() error("inside", 0) end) fine, v = coroutine.resume(co)
assert(not fine and v == "inside"
    and coroutine.status(co) == "dead") co = coroutine.create(function() error({code = 5}) end)
    fine, v = coroutine.resume(co) assert(v.code == 5)
local main, is_main = coroutine.running() assert(type(main) == "thread" and is_main) coroutine.wrap(function()
local mine, is = coroutine.running()
assert(mine ~= main and not is and coroutine.status(mine) == "running"
    and coroutine.status(main) == "normal") end)() assert(not pcall(coroutine.yield))
co = coroutine.create(function(...) return select("#", ...) end)
assert(select(2, coroutine.resume(co, nil, nil)) == 2) co = coroutine.create(function()
return pcall(function() coroutine.yield("out") error("back", 0) end) end) fine, v = coroutine.resume(co)
assert(v == "out") fine, v, w = coroutine.resume(co) assert(fine and v == false and w == "back")
co = coroutine.wrap(function() return pcall(pcall, coroutine.yield, 1) end) assert(co() == 1 and co(5) == true)
local v2 = setmetatable({}, {__add = function() return coroutine.yield("add") end, __index = function(_, k)
return coroutine.yield(k) end}) co = coroutine.wrap(function() return (v2 + 1) .. v2.name end)
assert(co() == "add" and co("a") == "name" and co("b") == "ab")
assert(not pcall(coroutine.create) and not pcall(coroutine.create, 5) and not pcall(coroutine.wrap)
    and not pcall(coroutine.resume) and not pcall(coroutine.status))
co = coroutine.create(function()
return coroutine.resume(coroutine.create(function() coroutine.yield("nested") end)) end)
    fine, v, w = coroutine.resume(co) assert(fine and v and w == "nested")
local self self = coroutine.create(function()
return coroutine.resume(self) end) fine, v, w = coroutine.resume(self)
assert(fine and v == false and w:find("non%-suspended"))
local function permute(list, n) n = n or #list if n <= 1 then
    coroutine.yield(table.concat(list)) else for i = 1, n do
    list[n], list[i] = list[i], list[n] permute(list, n - 1) list[n], list[i] = list[i], list[n] end end end
local all = {} for p in coroutine.wrap(function() permute({"a", "b", "c"}) end)
do all[#all + 1] = p end table.sort(all) assert(table.concat(all, " ") == "abc acb bac bca cab cba")
local producer = coroutine.wrap(function() for _, x in ipairs({1, 2, 3}) do coroutine.yield(x) end end)
local filter = coroutine.wrap(function() while true do local x = producer() if not x then return nil end
if x % 2 == 1 then coroutine.yield(x) end end end) assert(filter() == 1 and filter() == 3 and filter() == nil)
local many = {} for i = 1, 50 do many[i] = coroutine.wrap(function() coroutine.yield(i) return -i end) end
for i = 1, 50 do assert(many[i]() == i) end for i = 50, 1, -1 do assert(many[i]() == -i) end
assert(xpcall(function() return 1 end, print) and select(2, coroutine.wrap(function()
return xpcall(coroutine.yield, print, 7) end)()) == nil)
