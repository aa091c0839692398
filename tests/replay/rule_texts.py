"""Rules to be replayed: the vendor's example, and what else administrators write, or get wrong."""

COUNT = "SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE "

VENDOR = b"""
function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if defaultResult then
        x = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='"
        .. mxserver .. "' AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'")

        if tonumber(x[1].cnt) > 2 then
            return false, 10;
        end
    end
end
"""

HELPERS = f"""
local function count(where)
    return tonumber(VPOP3.PostgresQuery("{COUNT}" .. where)[1].cnt)
end
local function at(server, minutes) return count("server='" .. server .. "' AND starttime > CURRENT_TIMESTAMP + '-"
    .. minutes .. " MINUTES' AND LEFT(result, 1) = '4'") end
local function anywhere(minutes) return count("starttime > CURRENT_TIMESTAMP + '-" .. minutes .. " MINUTES'") end
"""


def check(body: str, more: str = "") -> bytes:
    return f"{HELPERS}\nfunction CheckServer(domain, server, retries, size, default)\n{body}\nend\n{more}".encode()


TEXTS = {
    "vendor": VENDOR,
    "no SQL": check("return server ~= 'mx1.slow.example', 5"),
    "two queries": check("if at(server, 20) > 1 and anywhere(30) > 4 then return false, 30 end return true"),
    "second query follows from the first": check("local n = at(server, 15) if n > 0 and at(server, 10 + n) > 1 "
                                                 "then return false, n end"),
    "without minutes": check("if at(server, 60) > 0 then return false end"),
    "no time at all": check("if at(server, 60) > 0 then return false, 0 end"),
    "odd minutes": check("if at(server, 30) > 0 then return false, size == 20480 and 7.5 or 'ten' end"),
    "asks the hour": check("local hour = tonumber(os.date('%H')) if hour < 9 then return at(server, 30) == 0, 45 end"),
    "asks the second": check("return os.time() % 2 == 0, 1"),
    "chance": check("return math.random(100) > 50, 3"),
    "a cache in a global": check("seen = (seen or 0) + 1 if seen > 1 then return false, 60 end "
                                 "return at(server, 15) < 2, 5"),
    "a cache in an upvalue": b"local cache = {}" + check("cache[server] = (cache[server] or 0) + 1 "
                                                         "return cache[server] < 2, 5", "string.kept = 1"),
    "fails for one server": check("if server == 'mx2.fast.example' then error('no') end return at(server, 15) < 2, 5"),
    "an endless loop at one server": check("while server == 'mx2.fast.example' do end return at(server, 15) < 2, 5"),
    "cannot be asked of the past": check("if server:find('slow') then VPOP3.PostgresQuery('SELECT random()') end"),
    "an error of SQL": check("local x = VPOP3.PostgresQuery('SELECT broken') return x ~= nil, 5"),
    "catches everything": check("local fine, n = pcall(at, server, 15) if not fine or n > 1 then return false, 5 end"),
    "overrides": check("return at(server, 15) < 2, 5", """
        function GetOverrides(domain) if domain == "fast.example" then return {["mx1.fast.example"] = 5} end end
        function FinalOverrides(domain, retries, size, servers)
            if size > 30000 then return {relay = 10} end
            if servers["mx1.slow.example"] and at("mx1.slow.example", 5) > 0 then return nil, false end
        end"""),
    "asks while it loads": f"""{HELPERS}
        local busy = anywhere(10) > 3
        function CheckServer(domain, server) if busy and at(server, 30) > 0 then return false, 15 end end""".encode(),
    "by tries and size": check("if retries > 2 or size > 50000 then return false, retries end "
                               "return at(server, 5) == 0"),
    "no hooks": b"print('nothing here')",
    "a syntax error": b"function CheckServer( return end",
    "fails while it loads": b"error('not today')",
    "empty": b"",
}  # fmt: skip
