-- Constructs: if, while, repeat, for, break, goto, scopes, comments, assignment.
local function kind(n)
if n < 0 then return "minus" elseif n == 0 then return "zero" elseif n < 10 then return "small" else return
    "large" end end assert(kind(-1) == "minus" and kind(0) == "zero" and kind(5) == "small" and kind(50) == "large")
local n = 0 while n < 5 do n = n + 1 if n == 3 then break end end assert(n == 3) repeat n = n + 1 until n >= 10
assert(n == 10) repeat local done = true until done while false do error() end
local sum = 0 for i = 1, 10 do if i % 2 == 1 then goto continue end sum = sum + i ::continue:: end
assert(sum == 30) for i = 1, 3 do for j = 1, 3 do if j == 2 then goto outer end sum = sum + 1 end ::outer:: end
assert(sum == 33)
do local i = 1 ::again:: if i < 5 then i = i + 1 goto again end assert(i == 5) end
do goto skip local unused = 1 ::skip:: end local function find(t, x) for i, v in ipairs(t)
do if v == x then return i end end end assert(find({5, 6, 7}, 6) == 2 and find({}, 1) == nil)
assert(not load("goto nowhere") and not load("break") and not load("do ::a:: end goto a")
    and not load("::a:: ::a::") and not load("goto a; local x ::a:: print(x)")
    and load("goto a; local x ::a::") and load("do break end") == nil and load("while true do break end")
    and load("while true do if x then break end y() end"))
local a, b, c = 1, 2 assert(a == 1 and b == 2 and c == nil) a, b = b, a assert(a == 2 and b == 1) local t = {}
local i = 1 i, t[i] = i + 1, 20 assert(i == 2 and t[1] == 20) t.x, t.y = 1, 2, 3 assert(t.x == 1 and t.y == 2)
local r = {} for k = 3, 1, -1 do r[#r + 1] = k end assert(table.concat(r) == "321") for k = 1, 0 do error() end
for k = 1, 1 do r = k end assert(r == 1) do local r = "inner" assert(r == "inner") end assert(r == 1) --[[ a long
comment ]] --[==[ with ]] inside ]==] assert(true) -- to the end
local s = [[
first line is dropped
]] assert(s == "first line is dropped\n" and [==[a]]b]==] == "a]]b" and "a\
b" == "a\nb" and '\'' == "'" and "\x41" == "A") ;;;
assert(0xff == 255 and 1e2 == 100 and not load("return 5 // 1") and not load("return '\\u{41}'"))
