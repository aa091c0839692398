-- What every state runs before the script, and the only thing that ever holds the host's functions.
--
-- Scripts get closures made here, never a Python object: `debug` is gone, so no upvalue can be read back.
-- Every standard function used below is a local taken before the script can replace it, and no method syntax
-- is used, because the script may change the metatable of strings.
-- Of the compiled file nothing is kept but the instructions: line events with the number 0 are ours, not the script's.
--
-- A state is made for every run, so this is short: what few runs need is in rest.lua, whose code is read when it is needed.

local emit, invoke, strike, bound, local_time, rest_code, last_line, count_to_stop, counts_key = ...

collectgarbage("stop") -- until the script starts: nothing of this is garbage

local pcall, rawget, select, tostring, type, xpcall = pcall, rawget, select, tostring, type, xpcall
local error, load_code, next, set_metatable, collect = error, load, next, setmetatable, collectgarbage
local concat, sub, unpack, getinfo, sethook = table.concat, string.sub, table.unpack, debug.getinfo, debug.sethook
local gethook, running, coroutine, random_seed = debug.gethook, coroutine.running, coroutine, math.randomseed

-- What the script sees as _G: an allow-list. The real one stays as it was, because lupa looks into it at each call.
local globals = {
    _VERSION = _VERSION, assert = assert, bit32 = bit32, coroutine = coroutine, error = error,
    getmetatable = getmetatable, ipairs = ipairs, math = math, next = next, pairs = pairs, pcall = pcall,
    rawequal = rawequal, rawget = rawget, rawlen = rawlen, rawset = rawset, select = select,
    string = string, table = table, tonumber = tonumber, tostring = tostring, type = type, xpcall = xpcall,
}
globals._G = globals

local chunk              -- the script's chunk name; frames are told apart by it
local target, own_name   -- the function that is called, and its name
local names, unoffered   -- the functions in VPOP3; why others are not
local steps, most_steps, most_values, most_bytes = 0, 1 / 0, 0, 0
local finalizers = false -- they would run when the state is closed: in the next script's time, if the process went on
local trace              -- the rest, where lines are traced
local rest, open_rest
local at                 -- what the clock says, where that is given
local clock_asked, random_asked = false, false
local numbers_read       -- the numbers that the script has read, where it was given some
local unanswered = false -- has the run asked a query that it has no answer to? Then nothing of it counts any more
local natives = {
    string.char, string.format, sub, string.find, concat, math.floor, coroutine.create, coroutine.wrap, string.gsub,
    random = math.random,
}

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

-- Limits ---------------------------------------------------------------------------------------------------------------

local more

local function stop(limit)
    collect("stop") -- a finalizer that fails would be an error here, which the script could catch
    bound(false) -- saying so may not fail
    local known = more()
    strike(limit, known.script_frames(target, own_name), known.taken_lines())
end

-- A script may catch the error, but not for longer than one instruction. What is ours has no lines, and ends by itself.
local function raise_in_script()
    if getinfo(2, "l").currentline > 0 then error("unanswered", 0) end
end

local function leave()
    sethook(raise_in_script, "", 1)
    error("unanswered", 0)
end

-- A thread of the host asks for the end by giving this coroutine's hook a count that it never has otherwise.
local function limit_steps()
    if unanswered then leave() end
    steps = steps + 1
    local _, _, count = gethook()
    if count == count_to_stop then stop("time") end
    if steps > most_steps then stop("instructions") end
end

local function install_hook()
    if trace then return trace.install_hook() end
    sethook(limit_steps, "", 1000)
end

local function read_rest()
    local problem
    open_rest, problem = load_code(rest_code, "=prelude", "b")
    if not open_rest then error(problem, 0) end
end

function more()
    if not rest then
        if not open_rest then read_rest() end
        rest = open_rest(globals, chunk, names, unoffered, install_hook, limit_steps, flatten, last_line, counts_key, local_time, unpack(natives))
    end
    return rest
end

-- What the host is told of a run: "full" or what went wrong, whether finalizers are left behind, bytes of text, tokens.
-- From here on memory is not the script's, and no finalizer is called: neither may fail.
local function told(fine, ...)
    collect("stop")
    bound(false)
    if unanswered then
        sethook()
        return "unanswered", finalizers
    end
    if not fine then
        local problem = more().problem((...))
        sethook()
        return problem, finalizers
    end
    local out = { items = {}, size = 0, bytes = 0, path = {}, most = most_values, most_bytes = most_bytes, clip = -1 }
    local values = { ... }
    for index = 1, select("#", ...) do flatten(out, values[index], 20) end
    sethook()
    if out.full then return "full", finalizers end
    return nil, finalizers, out.bytes, unpack(out.items, 1, out.size)
end

local function explain(object)
    if unanswered then return nil end
    return more().explain(object, target, own_name)
end

local function run(what, ...)
    steps = 0
    if trace then trace.begin(target) end
    install_hook()
    collect("restart")
    bound(true)
    return told(xpcall(what, explain, ...))
end

-- What a script finds --------------------------------------------------------------------------------------------------

-- Of the host's functions. Where one did not even begin, the error is Lua's own, or its arguments did not fit into the
-- host's memory: that error is an object of the host's, and no script may have it.
local function answer(fine, result, limit)
    if not fine then
        if type(result) == "string" then error(result, 0) end
        limit = "memory"
    end
    if limit == "unanswered" then
        unanswered = true
        leave()
    end
    if limit then stop(limit) end
    return result
end

local function seldom(name)
    return function(...) return more()[name](...) end
end

local function refuse_members(name, members)
    return set_metatable(members, {
        __index = function(_, key) return more().refuse(name, key) end,
        __metatable = "not available in mxadmin's dry run",
    })
end

globals.io = refuse_members("io", {})
globals.debug = refuse_members("debug", {})
globals.package = refuse_members("package", {})
globals.os = refuse_members("os", {
    date = os.date, time = os.time, clock = os.clock, difftime = os.difftime, getenv = seldom("getenv"),
})
globals.require, globals.dofile, globals.loadfile = seldom("require"), seldom("dofile"), seldom("loadfile")
globals.load, globals.collectgarbage = seldom("load"), seldom("collectgarbage")
string.dump = seldom("string.dump")
coroutine.create, coroutine.wrap = seldom("create"), seldom("wrap")

function globals.setmetatable(...)
    local table, meta = ...
    if type(table) ~= "table" then more().unfit("setmetatable", 1, "table", ...) end
    if type(meta) == "table" then
        if rawget(meta, "__gc") ~= nil then finalizers = true end
    elseif meta ~= nil or select("#", ...) < 2 then
        more().refuse_argument("setmetatable", 2, "nil or table expected")
    end
    local fine, result = pcall(set_metatable, table, meta)
    if not fine then error(result, 2) end -- the metatable is protected
    return result
end

local function line_of_caller()
    for level = 3, 100 do
        local frame = getinfo(level, "Sl")
        if not frame then break end
        if frame.source == chunk then return frame.currentline end
    end
    return trace and trace.here()
end

function globals.print(...)
    local parts = {}
    for index = 1, select("#", ...) do
        local text = tostring((select(index, ...)))
        if type(text) ~= "string" then error("'tostring' must return a string to 'print'", 2) end
        parts[index] = text
    end
    answer(pcall(emit, concat(parts, "\t"), trace and line_of_caller()))
end

-- Only plain values go to the host; a table counts as an array of byte numbers.
local function plain(value)
    local kind = type(value)
    if kind == "string" then return value end
    if kind == "number" then return tostring(value) end
    if kind == "table" then return more().bytes_of(value) end
    return nil
end

local function host_answer(...)
    bound(true) -- the host has lifted it for its answer
    collect("restart")
    return answer(...)
end

local function host_function(name)
    return function(first, second, third)
        local line = line_of_caller()
        first, second, third = plain(first), plain(second), plain(third)
        collect("stop")
        return host_answer(pcall(invoke, name, line, first, second, third))
    end
end

-- Where the clock is given: it stands still, and what depends on it or on chance is noted. ------------------------------

local function renamed(name, fine, ...)
    if fine then return ... end
    return more().rename(name, (...))
end

local function noted_random(...)
    random_asked = true
    return renamed("random", pcall(natives.random, ...))
end

local function set_clock()
    clock_asked, random_asked = false, false
    local os = globals.os
    function os.clock()
        clock_asked = true
        return 0
    end
    function os.time(...)
        local fields = ...
        if fields ~= nil then return more().time(fields) end
        clock_asked = true
        return at - at % 1
    end
    function os.date(...)
        local format, moment = ...
        if moment == nil then
            clock_asked = true
            moment = at - at % 1
        end
        return more().date(format, moment)
    end
    math.random = noted_random
end

-- What the host may do -------------------------------------------------------------------------------------------------

local control = { read_rest = read_rest }

function control.start(name, step_limit, value_limit, byte_limit, moment, extra, refused, ...)
    chunk, names, unoffered = name, { ... }, refused
    most_steps, most_values, most_bytes = step_limit, value_limit, byte_limit
    rest, trace = nil, nil -- of a rehearsal
    local vpop3 = {}
    for index = 1, #names do vpop3[names[index]] = host_function(names[index]) end
    globals.VPOP3 = set_metatable(vpop3, {
        __index = function(_, key) return more().unknown(key) end,
        __metatable = "the VPOP3 table",
    })
    if extra then
        for key, value in next, extra do globals[key] = value end
    end
    at = moment
    if at then set_clock() end
    random_seed(1) -- C's own, which outlives this state: every run begins alike
end

-- Globals of this run alone, which are told when the script reads them: those that it does not read are nothing to it.
function control.give_numbers(values)
    numbers_read = {}
    set_metatable(globals, {
        __index = function(_, key)
            local value = values[key]
            if value ~= nil then numbers_read[key] = true end
            return value
        end,
        __metatable = "the globals",
    })
end

function control.numbers_read() return numbers_read end

-- Between `start` and `load`: for a session, whose host wants to know what it is that the script defines, and which
-- lines ran.
function control.watch(returns)
    local known = more()
    known.remember()
    if not returns then return end
    trace = known
    trace.expect(returns)
end

-- `code` is the script's text, or what this host compiled of it before, as `mode` says.
function control.load(code, mode)
    bound(true)
    local main, problem = load_code(code, chunk, mode, globals)
    bound(false)
    if not main then return { message = problem }, false end
    return run(main)
end

-- A function that is not there (the script may have taken it away) has no opinion.
function control.call(name, ...)
    target, own_name = rawget(globals, name), name
    if type(target) == "function" then return run(target, ...) end
    if trace then trace.begin() end
    return nil, finalizers, 0
end

function control.load_and_call(code, mode, name, ...)
    local problem = control.load(code, mode)
    if problem then return problem, finalizers end
    return control.call(name, ...)
end

function control.asked() return clock_asked, random_asked end

function control.more() return more() end

return control, tostring((running()))
