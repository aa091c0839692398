-- The part of the prelude that few runs need: the line trace, errors in words, and what scripts seldom call.
--
-- prelude.lua reads it when it is first needed: by then the script may have replaced what it finds in `string`, `table`,
-- `math` and `coroutine`, so of those it is given what it uses. The real _G and `debug` no script can reach.

local globals, chunk, names, unoffered, install_limits, limit_steps, flatten, last_line, counts_key,
    local_time, char, format, sub, find, concat, floor, new_coroutine, wrap_coroutine, gsub = ...

local error, next, pcall, select, tonumber, tostring, type = error, next, pcall, select, tonumber, tostring, type
local load_text, rawget, getmetatable, collect = load, rawget, getmetatable, collectgarbage
local getinfo, getlocal, getupvalue, sethook, registry = debug.getinfo, debug.getlocal, debug.getupvalue, debug.sethook, debug.getregistry()

local native_date = os.date -- of the real _G
local foreign = false    -- has the script loaded text of its own? Then lines must be checked for where they are from
local here               -- the script's line, where lines are traced
local rest = {}

-- Frames are given in the script's own names -------------------------------------------------------------------------

local function frame_name(frame, target, own_name)
    if frame.what == "main" then return "main chunk" end
    if frame.func == target then return own_name end
    return frame.name and sub(frame.name, 1, 200) or "function at line " .. frame.linedefined
end

function rest.script_frames(target, own_name)
    local out, size, level = {}, 0, 2
    while size < 80 do
        local frame = getinfo(level, "Snlf")
        if not frame then break end
        if frame.source == chunk then
            out[size + 1], out[size + 2] = frame_name(frame, target, own_name), frame.currentline
            size = size + 2
        end
        level = level + 1
    end
    if size == 0 and here then out = { own_name or "main chunk", here } end -- a tail call has given up its frame
    return out
end

-- Tracing: the hook counts instructions and lines, and keeps the locals of the called function at each of its returns --
--
-- A return event would come too late: Lua 5.2 runs the hook on top of locals that the return has given up, and a
-- tail call has none. So the locals are kept when a line begins that returns; where the return is not the first
-- word of its line, instruction by instruction until the line is left.

local counts, target, own, returns, answer_line, answer_locals = {}, nil, nil, nil, nil, nil
local stepping, patience, line_events, on_event = false, 0, 0, nil

function rest.install_hook()
    sethook(on_event, "l", stepping and 1 or 1000)
end

local function set_stepping(wanted)
    if stepping ~= wanted then
        stepping = wanted
        rest.install_hook()
    end
end

local function keep_locals(level, line)
    local kept, size = {}, 0
    for index = 1, 60 do
        local name, value = getlocal(level + 1, index)
        if not name then break end
        if sub(name, 1, 1) ~= "(" then
            kept[size + 1], kept[size + 2] = name, value
            size = size + 2
        end
    end
    kept.size = size
    answer_line, answer_locals = line, kept
end

local function on_step()
    patience = patience - 1
    if getinfo(2, "f").func == target then keep_locals(2, answer_line) end
end

-- The hook's own instructions count, too, and a count that ends within the hook is lost (Lua 5.2, ldebug.c). A line
-- event is never lost, and nothing runs for long without one, so a thousand of them are a step as well.
-- This is what each line of a traced script costs: it calls nothing that most lines have no need of.
function on_event(_, line)
    if not line then
        if stepping then return on_step() end
        return limit_steps()
    end
    line_events = line_events + 1
    if line_events == 1000 then
        line_events = 0
        limit_steps()
    end
    if line == 0 or line > last_line or foreign and getinfo(2, "S").source ~= chunk then return end
    -- Stepping, Lua takes each instruction for the line's beginning: the hook itself has run in between.
    if not (stepping and line == here) then counts[line] = (counts[line] or 0) + 1 end
    here = line
    local answers = returns[line]
    if answers and own and own[line] and getinfo(2, "f").func == target then
        keep_locals(2, line)
        set_stepping(answers == "within" and patience > 0)
    elseif stepping then
        set_stepping(false)
    end
end

-- `lines` says where a `return` may stand, and whether "first" or "within" its line.
function rest.expect(lines)
    returns = lines
end

-- Before each run of the script's text, which has no target, or of one of its functions.
function rest.begin(called)
    counts, here, answer_line, answer_locals, stepping, patience = {}, nil, nil, nil, false, 1000
    registry[counts_key] = counts
    target, own = called, nil
    if not called then return end
    local info = getinfo(called, "SL")
    own = info.activelines
    returns[info.lastlinedefined] = returns[info.lastlinedefined] or "first"
end

function rest.taken_lines()
    local out, size = {}, 0
    for line, count in next, counts do
        out[size + 1], out[size + 2] = line, count
        size = size + 2
    end
    return out
end

-- What the called function sees besides its own locals: those of the script around it, and globals that the script set.
local before = {}

local function add_outer(kept)
    local known, walked, left = {}, {}, 100
    for index = 1, kept.size, 2 do known[kept[index]] = true end
    local function add(name, value)
        if type(name) ~= "string" or #name > 200 or known[name] or type(value) == "function" then return end
        if kept.size >= 240 then return end
        known[name], kept[kept.size + 1], kept[kept.size + 2] = true, name, value
        kept.size = kept.size + 2
    end
    local function add_upvalues(body)
        if walked[body] or left == 0 or getinfo(body, "S").source ~= chunk then return end
        walked[body], left = true, left - 1
        for index = 1, 60 do
            local name, value = getupvalue(body, index)
            if not name then break end
            if type(value) == "function" then add_upvalues(value) elseif name ~= "_ENV" then add(name, value) end
        end
    end
    add_upvalues(target)
    for name, value in next, globals do
        if before[name] ~= value then add(name, value) end
    end
end

-- Each within its own small bounds; of one that does not fit, only that it was too much.
function rest.taken_locals()
    local list, kept = {}, answer_locals
    if kept and target then add_outer(kept) end
    for index = 1, kept and kept.size or 0, 2 do
        local out = { items = {}, size = 0, bytes = 0, path = {}, most = 1000, most_bytes = 16384, clip = 2000 }
        flatten(out, kept[index + 1], 6)
        list[index], list[index + 1] = sub(kept[index], 1, 200), out.full and { "otoo deep" } or out.items
    end
    return list
end

function rest.answer_line() return answer_line end
function rest.here() return here end

-- Errors leave as text -------------------------------------------------------------------------------------------------

local function sketch(value)
    if type(value) == "string" then return format("%q", sub(value, 1, 100)) end
    return tostring(type(value) == "table" and "{…}" or type(value) == "function" and "function" or value)
end

local function fields(object)
    local parts = {}
    for key, value in next, object do
        if #parts == 5 then parts[6] = "…" break end
        parts[#parts + 1] = (type(key) == "string" and sub(key, 1, 100) or "[" .. sketch(key) .. "]") .. " = " .. sketch(value)
    end
    return "{" .. concat(parts, ", ") .. "}"
end

local function describe(object)
    local kind = type(object)
    if kind == "string" then return sub(object, 1, 4000) end
    if kind == "number" then return tostring(object) end
    if kind == "nil" then return "The script called error() without a message." end
    local meta = kind == "table" and getmetatable(object)
    if type(meta) == "table" and rawget(meta, "__tostring") then
        local fine, text = pcall(tostring, object)
        if fine and type(text) == "string" then return sub(text, 1, 4000) end
    end
    local shown = kind == "table" and "the table " .. fields(object) or "a " .. kind
    return "The script called error() with " .. sub(shown, 1, 4000) .. " instead of text."
end

function rest.explain(object, called, own_name)
    return { message = describe(object), frames = rest.script_frames(called, own_name) }
end

-- What `explain` gave; where Lua could not call it, its own words.
function rest.problem(problem)
    if type(problem) ~= "table" then return { message = describe(problem), frames = {} } end
    return problem
end

-- What a script finds --------------------------------------------------------------------------------------------------

local function member(name, key)
    local kind = type(key)
    return name .. (kind == "string" and "." .. key or kind == "number" and "[" .. key .. "]" or "[" .. kind .. "]")
end

local function absent(name)
    return name .. " is not available in mxadmin's dry run, on purpose: a script gets no files, programs or modules here. "
        .. "VPOP3 itself may allow it."
end

local function refuse_call(name)
    return function() error(absent(name), 2) end
end

function rest.refuse(name, key)
    error(absent(member(name, key)), 2)
end

for _, name in next, { "require", "dofile", "loadfile", "string.dump" } do rest[name] = refuse_call(name) end

local text = { string = true, number = true }

-- What Lua would say of an argument, which cannot name a function that is called from here.
local function refuse_argument(name, position, reason, level)
    error(format("bad argument #%d to '%s' (%s)", position, name, reason), level + 1)
end

function rest.refuse_argument(name, position, reason)
    refuse_argument(name, position, reason, 3)
end

-- Of all arguments that were given, one is not of the type that is expected.
local function unfit(level, name, position, expected, ...)
    local given = select("#", ...) < position and "no value" or type((select(position, ...)))
    refuse_argument(name, position, expected .. " expected, got " .. given, level + 1)
end

function rest.unfit(...)
    unfit(3, ...)
end

function rest.getenv(...)
    if not text[type((...))] then unfit(2, "getenv", 1, "string", ...) end
    return nil
end

-- In the order in which Lua looks at the arguments. Compiled code may come from a function as well, so no mode but
-- that of text is handed on.
function rest.load(...)
    local source, name, mode = ...
    if mode ~= nil and not text[type(mode)] then unfit(2, "load", 3, "string", ...) end
    if name ~= nil and not text[type(name)] then unfit(2, "load", 2, "string", ...) end
    if not text[type(source)] and type(source) ~= "function" then unfit(2, "load", 1, "function", ...) end
    if mode ~= nil and not find(mode, "t", 1, true) then
        return nil, format("attempt to load a text chunk (mode is '%s')", mode)
    end
    foreign = true
    if type(source) == "string" and sub(source, 1, 1) == "\27" then
        return nil, "Compiled Lua is refused: mxadmin loads text only."
    end
    if name == chunk then name = "=(load)" end -- its lines are not the script's
    if select("#", ...) < 4 then return load_text(source, name, "t", globals) end
    return load_text(source, name, "t", (select(4, ...)))
end

-- Generational mode of Lua 5.2 is experimental, and stopping the collector only hurts the script itself: what would
-- change the collector only answers as if it did.
local collector = { setpause = 200, setstepmul = 200, setmajorinc = 200, isrunning = true }
local collector_options = { stop = false, restart = true, generational = 0, incremental = 0 }

function rest.collectgarbage(...)
    local option, argument = ...
    option = option == nil and "collect" or option
    if not text[type(option)] then unfit(2, "collectgarbage", 1, "string", ...) end
    local asks = option == "collect" or option == "count" or option == "step"
    if not asks and collector[option] == nil and collector_options[option] == nil then
        refuse_argument("collectgarbage", 1, format("invalid option '%s'", option), 2)
    end
    local number = argument == nil and 0 or tonumber(argument)
    if not number or not text[type(argument)] and argument ~= nil then unfit(2, "collectgarbage", 2, "number", ...) end
    if asks then return collect(option, number) end
    if option == "stop" or option == "restart" then collector.isrunning = collector_options[option] end
    if option == "isrunning" then return collector.isrunning end
    local before = collector[option] or 0
    if collector[option] then collector[option] = floor(number) end
    return before
end

-- The clock that is given ---------------------------------------------------------------------------------------------

-- Lua's own error, which cannot name a function that pcall has called.
local function rename(name, problem, level)
    if type(problem) == "string" then problem = gsub(problem, "to '[^']*'", "to '" .. name .. "'", 1) end
    error(problem, level + 1)
end

function rest.rename(name, problem)
    rename(name, problem, 2)
end

-- By C's own rules, for which the clock is set forward to what clocks on the wall show.
function rest.date(...)
    local wanted, moment = ...
    if wanted == nil then wanted = "%c" end
    if not text[type(wanted)] then unfit(2, "date", 1, "string", ...) end
    local seconds = text[type(moment)] and tonumber(moment)
    if not seconds then unfit(2, "date", 2, "number", ...) end
    wanted = wanted .. ""
    local offset, dst, zone = 0, false, nil
    if sub(wanted, 1, 1) ~= "!" then
        offset, dst, zone = local_time("at", seconds)
        if wanted ~= "*t" then wanted = gsub(wanted, "%%(.)", { z = zone.offset, Z = zone.name }) end
        wanted = "!" .. wanted
    end
    local fine, result = pcall(native_date, wanted, seconds + offset)
    if not fine then rename("date", result, 2) end
    if type(result) == "table" then result.isdst = dst end
    return result
end

local function date_field(fields, name, default)
    local value = fields[name]
    local number = text[type(value)] and tonumber(value)
    if number then return number < 0 and -floor(-number) or floor(number) end
    if not default then error(format("field '%s' missing in date table", name), 3) end
    return default
end

-- Days since 1970 of a date in the proleptic Gregorian calendar, whose year begins in March here.
local function days(year, month, day)
    year = year + floor((month - 3) / 12)
    month = (month - 3) % 12
    return 365 * year + floor(year / 4) - floor(year / 100) + floor(year / 400) + floor((153 * month + 2) / 5) + day - 719469
end

function rest.time(fields)
    if type(fields) ~= "table" then unfit(2, "time", 1, "table", fields) end
    local sec, min, hour = date_field(fields, "sec", 0), date_field(fields, "min", 0), date_field(fields, "hour", 12)
    local day, month, year = date_field(fields, "day"), date_field(fields, "month"), date_field(fields, "year")
    local dst = fields.isdst
    if dst ~= nil then dst = not not dst end
    local moment = local_time("instant", ((days(year, month, day) * 24 + hour) * 60 + min) * 60 + sec, dst)
    if moment == -1 then return nil end
    return moment
end

-- A hook belongs to one coroutine: each new one has to begin by installing it.
local function with_hook(body)
    return function(...)
        install_limits()
        return body(...)
    end
end

local function coroutine_maker(name, make)
    return function(...)
        local body = ...
        if type(body) ~= "function" then unfit(2, name, 1, "function", ...) end
        return make(with_hook(body))
    end
end

rest.create = coroutine_maker("create", new_coroutine)
rest.wrap = coroutine_maker("wrap", wrap_coroutine)

-- Of an array of byte numbers, or nil.
function rest.bytes_of(array)
    local parts = {}
    for index = 1, 65536 do
        local number = rawget(array, index)
        if number == nil then break end
        if type(number) ~= "number" or number < 0 or number > 255 or floor(number) ~= number then return nil end
        parts[index] = char(number)
    end
    return concat(parts)
end

function rest.unknown(key)
    local reason = unoffered and unoffered[key] or " does not exist here, and VPOP3 does not promise it to this script."
    local list = {}
    for index = 1, #names do list[index] = "VPOP3." .. names[index] end
    error(member("VPOP3", key) .. reason .. " What exists: " .. concat(list, ", ") .. ".", 2)
end

function rest.remember()
    for name, value in next, globals do before[name] = value end
end

-- The global functions that were not there before.
function rest.defined()
    local found = {}
    for name, value in next, globals do
        if type(name) == "string" and #name <= 200 and type(value) == "function" and before[name] ~= value then
            found[#found + 1] = name
            if #found == 1000 then break end
        end
    end
    return found
end

-- Where the host may look from another thread, while the state is busy.
local spare = new_coroutine(type)
registry[spare] = true
rest.spare = tostring(spare)

return rest
