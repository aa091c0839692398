-- What every state runs before the script, and the only thing that ever holds the host's functions.
--
-- Scripts get closures made here, never a Python object: `debug` is gone, so no upvalue can be read back.
-- Every standard function used below is a local taken before the script can replace it, and no method syntax
-- is used, because the script may change the metatable of strings.
-- Of the compiled file nothing is kept but the instructions: line events with the number 0 are ours, not the script's.

local emit, invoke, strike, last_line, count_to_stop, counts_key = ...

local error, next, pcall, select, tostring, type, xpcall = error, next, pcall, select, tostring, type, xpcall
local load_text, rawget, rawset, setmetatable, getmetatable = load, rawget, rawset, setmetatable, getmetatable
local collect, tonumber = collectgarbage, tonumber
local char, find, format, gsub, sub = string.char, string.find, string.format, string.gsub, string.sub
local concat, floor = table.concat, math.floor
local getinfo, getlocal, gethook, sethook, registry = debug.getinfo, debug.getlocal, debug.gethook, debug.sethook, debug.getregistry()
local new_coroutine, wrap_coroutine = coroutine.create, coroutine.wrap

-- What the script sees as _G: an allow-list. The real one stays as it was, because lupa looks into it at each call.
local globals = {
    _VERSION = _VERSION, assert = assert, bit32 = bit32, coroutine = coroutine, error = error,
    getmetatable = getmetatable, ipairs = ipairs, math = math, next = next, pairs = pairs, pcall = pcall,
    rawequal = rawequal, rawget = rawget, rawlen = rawlen, rawset = rawset, select = select,
    setmetatable = setmetatable, string = string, table = table, tonumber = tonumber, tostring = tostring,
    type = type, xpcall = xpcall,
}
globals._G = globals

local chunk = "@"        -- the script's chunk name; frames and lines are told apart by it
local foreign = false    -- has the script loaded text of its own? Then lines must be checked for where they are from
local tracing = false
local counts, here, steps, most_steps = {}, nil, 0, 1 / 0
local target, target_name, own, returns, answer_line, answer_locals
local stepping, patience, line_events, on_event = false, 0, 0, nil

-- Frames are given in the script's own names -------------------------------------------------------------------------

local function frame_name(frame)
    if frame.what == "main" then return "main chunk" end
    if frame.func == target then return target_name end
    return frame.name and sub(frame.name, 1, 200) or "function at line " .. frame.linedefined
end

local function script_frames(level)
    local out, size = {}, 0
    while size < 80 do
        local frame = getinfo(level, "Snlf")
        if not frame then break end
        if frame.source == chunk then
            out[size + 1], out[size + 2] = frame_name(frame), frame.currentline
            size = size + 2
        end
        level = level + 1
    end
    return out
end

-- The hook counts instructions and lines, and keeps the locals of the called function at each of its returns -------
--
-- A return event would come too late: Lua 5.2 runs the hook on top of locals that the return has given up, and a
-- tail call has none. So the locals are kept when a line begins that returns; where the return is not the first
-- word of its line, instruction by instruction until the line is left.

local function install_hook()
    sethook(on_event, tracing and "l" or "", stepping and 1 or 1000)
end

local function set_stepping(wanted)
    if stepping ~= wanted then
        stepping = wanted
        install_hook()
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

local function taken_lines()
    local out, size = {}, 0
    for line, count in next, counts do
        out[size + 1], out[size + 2] = line, count
        size = size + 2
    end
    return out
end

local function stop(limit)
    strike(limit, script_frames(3), taken_lines())
end

-- A thread of the host asks for the end by giving this coroutine's hook a count that it never has otherwise.
local function limit_steps()
    steps = steps + 1
    local _, _, count = gethook()
    if count == count_to_stop then stop("time") end
    if steps > most_steps then stop("instructions") end
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
    counts[line] = (counts[line] or 0) + 1
    here = line
    local answers = returns[line]
    if answers and own and own[line] and getinfo(2, "f").func == target then
        keep_locals(2, line)
        set_stepping(answers == "within" and patience > 0)
    elseif stepping then
        set_stepping(false)
    end
end

-- Values leave as a flat list of tokens: what is text carries a tag, so that no value can pass for a bracket -------

local token = { ["nil"] = "n", ["function"] = "ofunction", userdata = "ouserdata", thread = "othread" }

local function flatten(out, value, depth)
    local size, kind, items = out.size + 1, type(value), out.items
    if size > out.most or out.bytes > out.most_bytes then out.full = true return end
    out.size = size
    if kind == "string" then
        out.bytes = out.bytes + #value
        if out.bytes > out.most_bytes then out.full = true return end
        items[size] = "s" .. sub(value, 1, out.clip)
    elseif kind ~= "table" then
        items[size] = token[kind] or value
    elseif out.path[value] then
        items[size] = "ocycle"
    elseif depth == 0 then
        items[size] = "otoo deep"
    else
        items[size], out.path[value] = "{", true
        for key, item in next, value do
            if out.full then return end
            flatten(out, key, 0)
            flatten(out, item, depth - 1)
        end
        out.path[value], out.size = nil, out.size + 1
        items[out.size] = "}"
    end
end

local function tokens(most, most_bytes, clip)
    return { items = {}, size = 0, bytes = 0, path = {}, most = most, most_bytes = most_bytes, clip = clip or -1 }
end

-- Each local within its own small bounds; of one that does not fit, only that it was too much.
local function taken_locals()
    local list, kept = {}, answer_locals
    for index = 1, kept and kept.size or 0, 2 do
        local out = tokens(1000, 16384, 2000)
        flatten(out, kept[index + 1], 6)
        list[index], list[index + 1] = kept[index], out.full and { "otoo deep" } or out.items
    end
    return list
end

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

local function explain(object)
    return { message = describe(object), frames = script_frames(3) }
end

local function finish(out, fine, ...)
    if not fine then
        local problem = ...
        if type(problem) ~= "table" then problem = { message = describe(problem), frames = {} } end
        out.message, out.frames = problem.message, problem.frames
        return out
    end
    for index = 1, select("#", ...) do flatten(out, (select(index, ...)), 20) end
    return out
end

local function run(most_values, most_bytes, body, ...)
    counts, here, steps, answer_line, answer_locals, stepping, patience = {}, nil, 0, nil, nil, false, 1000
    registry[counts_key] = counts
    install_hook()
    local out = finish(tokens(most_values, most_bytes), xpcall(body, explain, ...))
    sethook()
    return out
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

local function refuse_members(name, members)
    return setmetatable(members, {
        __index = function(_, key) error(absent(member(name, key)), 2) end,
        __metatable = "not available in mxadmin's dry run",
    })
end

local function refuse_call(name)
    return function() error(absent(name), 2) end
end

globals.io = refuse_members("io", {})
globals.debug = refuse_members("debug", {})
globals.package = refuse_members("package", {})
globals.require = refuse_call("require")
globals.dofile = refuse_call("dofile")
globals.loadfile = refuse_call("loadfile")
globals.string.dump = refuse_call("string.dump")
globals.os = refuse_members("os", {
    date = os.date, time = os.time, clock = os.clock, difftime = os.difftime, getenv = function() return nil end,
})

function globals.print(...)
    local parts = {}
    for index = 1, select("#", ...) do
        local text = tostring((select(index, ...)))
        if type(text) ~= "string" then error("'tostring' must return a string to 'print'", 2) end
        parts[index] = text
    end
    local limit = emit(concat(parts, "\t"))
    if limit then stop(limit) end
end

function globals.load(source, name, _, ...)
    foreign = true
    if type(source) == "string" and sub(source, 1, 1) == "\27" then
        return nil, "Compiled Lua is refused: mxadmin loads text only."
    end
    if name == chunk then name = "=(load)" end -- its lines are not the script's
    if select("#", ...) == 0 then return load_text(source, name, "t", globals) end
    return load_text(source, name, "t", (...))
end

-- Generational mode of Lua 5.2 is experimental and stopping the collector only hurts the script itself.
function globals.collectgarbage(option, argument)
    option = option == nil and "collect" or option
    if option == "collect" or option == "count" or option == "step" then return collect(option, argument) end
    return 0
end

-- Finalizers would run when the state is closed: in the next script's time, if the process were used again.
local finalizers = false

function globals.setmetatable(table, meta)
    if type(meta) == "table" and rawget(meta, "__gc") ~= nil then finalizers = true end
    return setmetatable(table, meta)
end

-- A hook belongs to one coroutine: each new one has to begin by installing it.
local function with_hook(body)
    return function(...)
        install_hook()
        return body(...)
    end
end

local function coroutine_maker(name, make)
    return function(body)
        if type(body) ~= "function" then
            error(format("bad argument #1 to '%s' (function expected, got %s)", name, type(body)), 2)
        end
        return make(with_hook(body))
    end
end

coroutine.create = coroutine_maker("create", new_coroutine)
coroutine.wrap = coroutine_maker("wrap", wrap_coroutine)

-- Only plain values go to the host; a table counts as an array of byte numbers.
local function bytes_of(array)
    local parts = {}
    for index = 1, 65536 do
        local number = rawget(array, index)
        if number == nil then break end
        if type(number) ~= "number" or number < 0 or number > 255 or floor(number) ~= number then return nil end
        parts[index] = char(number)
    end
    return concat(parts)
end

local function plain(value)
    local kind = type(value)
    if kind == "table" then return bytes_of(value) end
    if kind == "number" then return tostring(value) end
    if kind == "string" then return value end
    return nil
end

local function line_of_caller()
    return script_frames(2)[2] or here
end

local function host_function(name)
    return function(first, second, third)
        local result, limit = invoke(name, line_of_caller(), plain(first), plain(second), plain(third))
        if limit then stop(limit) end
        return result
    end
end

local function offer(names, unoffered)
    local vpop3, list = {}, {}
    for index = 1, #names do
        vpop3[names[index]] = host_function(names[index])
        list[index] = "VPOP3." .. names[index]
    end
    globals.VPOP3 = setmetatable(vpop3, {
        __index = function(_, key)
            local name = member("VPOP3", key)
            local reason = unoffered[key] or " does not exist here, and VPOP3 does not promise it to this script."
            error(name .. reason .. " What exists: " .. concat(list, ", ") .. ".", 2)
        end,
        __metatable = "the VPOP3 table",
    })
end

local before = {}

local function defined()
    local names = {}
    for name, value in next, globals do
        if type(name) == "string" and #name <= 200 and type(value) == "function" and before[name] ~= value then
            names[#names + 1] = name
            if #names == 1000 then break end
        end
    end
    return names
end

-- What the host may do -------------------------------------------------------------------------------------------------

local spare = new_coroutine(type)
registry[spare] = true

local control = { state = tostring(coroutine.running()), spare = tostring(spare), taken_locals = taken_locals, taken_lines = taken_lines, defined = defined }

function control.start(options, names, unoffered, extra)
    chunk, tracing, most_steps, returns = "@" .. options.name, options.trace, options.steps, options.returns
    offer(names, unoffered)
    for name, value in next, extra do globals[name] = value end
    for name, value in next, globals do before[name] = value end
    collect("restart")
end

function control.load(source, most_values, most_bytes)
    local body, problem = load_text(source, chunk, "t", globals)
    if not body then return { message = problem } end
    target, target_name, own = nil, nil, nil
    return run(most_values, most_bytes, body)
end

local function nothing() end

function control.call(name, most_values, most_bytes, ...)
    target, target_name = rawget(globals, name), name
    if type(target) ~= "function" then target = nothing end -- the script has taken it away: no opinion
    local info = getinfo(target, "SL")
    own = tracing and info.activelines
    returns[info.lastlinedefined] = returns[info.lastlinedefined] or "first"
    return run(most_values, most_bytes, target, ...)
end

function control.load_and_call(source, name, most_values, most_bytes, ...)
    local out = control.load(source, most_values, most_bytes)
    if out.message or out.full then return out end
    return control.call(name, most_values, most_bytes, ...)
end

function control.answer_line() return answer_line end
function control.here() return here end
function control.has_finalizers() return finalizers end

return control
