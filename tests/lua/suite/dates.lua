-- Dates and times, in UTC so that every machine agrees.
assert(os.date("!%Y-%m-%d %H:%M:%S", 0) == "1970-01-01 00:00:00"
    and os.date("!%Y-%m-%d", 86400 * 365) == "1971-01-01" and os.date("!%j %w %y %%", 0) == "001 4 70 %"
    and os.date("!%H%M", 3600 * 5 + 60) == "0501")
local t = os.date("!*t", 951782400)
assert(t.year == 2000 and t.month == 2 and t.day == 29 and t.hour == 0 and t.min == 0 and t.sec == 0
    and t.wday == 3 and t.yday == 60 and t.isdst == false)
assert(os.date("!%B %b %A %a", 0) == "January Jan Thursday Thu")
local now = os.time()
assert(type(now) == "number" and now > 1.5e9 and os.time(os.date("*t", now)) == now
    and os.difftime(now + 5, now) == 5 and os.clock() >= 0 and type(os.date()) == "string"
    and os.date("*t").year >= 2024)
local base = {year = 2020, month = 1, day = 31, hour = 12} local a = os.time(base)
local b = os.time({year = 2020, month = 2, day = 1, hour = 12})
assert(b - a == 86400 and os.time({year = 2020, month = 1, day = 32, hour = 12}) == b
    and os.time({year = 2020, month = 13, day = 1, hour = 12}) == os.time({year = 2021, month = 1, day = 1,
    hour = 12}))
assert(not pcall(os.time, {}) and not pcall(os.time, {year = 2020})
    and not pcall(os.time, {year = "x", month = 1, day = 1}) and not pcall(os.date, "%", 0)
    and not pcall(os.date, "%Q", 0) and not pcall(os.date, {}) and not pcall(os.date, "%Y", "x")
    and os.time({year = "2020", month = "1", day = "31", hour = 12}) == a)
