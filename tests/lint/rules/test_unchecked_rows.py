import pytest

from tests.lint.checking import check_server, corrected, findings, marked, messages

RULE = "unchecked-rows"
QUERY = 'VPOP3.PostgresQuery("SELECT server FROM outqueue.sendattempts WHERE starttime > now()")'
ROWS = f"local rows = {QUERY}"


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (["return rows[1].cnt"], "rows[1].cnt"),
        (['return rows[1]["cnt"]'], 'rows[1]["cnt"]'),
        (["if rows then return rows[1].cnt end"], "rows[1].cnt"),
        (["if rows[1] then return rows[1].cnt end"], "rows[1]"),
        (["if #rows > 0 then return rows[1].cnt end"], "#rows"),
        (["if rows or rows[1] then return true end"], "rows[1]"),
        (["if not rows then print(1) end", "return rows[1].cnt"], "rows[1].cnt"),
        (["if rows and #rows >= 0 then return rows[1].cnt end"], "rows[1].cnt"),
        (["for _, row in ipairs(rows) do print(row.server) end"], "rows"),
        (["if not rows then return true end", "rows = " + QUERY, "return rows[1].cnt"], "rows[1].cnt"),
        (["local row = rows and rows[1]", "return row.cnt"], "row.cnt"),
        (["local row = (rows or {})[1]", "return row.cnt"], "row.cnt"),
        (["if type(rows) == 'table' then return end", "return #rows"], "#rows"),
        (["if #(rows or {}) >= 0 then return rows[1].cnt end"], "rows[1].cnt"),
        (["if #(rows or {}) == 0 then return rows[1].cnt end"], "rows[1].cnt"),
        (["if #(rows or {}) > 0 then return rows[2].cnt end"], "rows[2].cnt"),
        (["for i = 0, #(rows or {}) do print(rows[i].cnt) end"], "rows[i].cnt"),
        (["local n = rows and #rows or 1", "for i = 1, n do print(rows[i].cnt) end"], "rows[i].cnt"),
        (["local found = rows or numRetries", "if found then return rows[1].cnt end"], "rows[1].cnt"),
        (["if rows and rows[2] then return rows[2].a, rows[3].b end"], "rows[3].b"),
        (["local n = 1", "if rows then n = #rows end", "if n > 0 then return rows[1].a end"], "rows[1].a"),
        (["local n = 0", "if rows then n = #rows end", "if n >= 0 then return rows[1].a end"], "rows[1].a"),
        (["local n = 0", "if numRetries > 1 then n = numRetries end", "return n > 0 and rows[1].a"], "rows[1].a"),
        (["local n = 0", "n = n + 1", "if n > 0 then return rows[1].a end"], "rows[1].a"),
        (["local ok = false", "if rows then ok = true end", "if ok then return rows[1].a end"], "rows[1].a"),
        (
            ["local ok = true", "if not rows or not rows[1] then print('no') end", "return ok and rows[1].a"],
            "rows[1].a",
        ),
        (
            ["local n", "if rows and rows[1] then n = 1 else n = 2 end", "if n > 0 then return rows[1].a end"],
            "rows[1].a",
        ),
        (["local f = function() return true end", "if f then return rows[1].a end"], "rows[1].a"),
    ],
)
def test_a_use_that_may_meet_nil_is_reported(body, part):
    assert part in marked(RULE, check_server(ROWS, *body))


@pytest.mark.parametrize(
    "body",
    [
        ["if rows and rows[1] then return rows[1].cnt end"],
        ["if not rows or not rows[1] then return false end", "return rows[1].cnt"],
        ["if rows == nil or #rows == 0 then return false end", "return rows[1].cnt"],
        ["if not rows then return false elseif #rows < 1 then return true end", "return rows[1].cnt"],
        ["if not rows then return true end", "if rows[1] then return rows[1].cnt end"],
        ["return rows and rows[1] and rows[1].cnt"],
        ["return not rows or not rows[1] or rows[1].cnt"],
        ["if not (rows and rows[1]) then return end", "return rows[1].cnt"],
        ["if rows and #rows > 0 and tonumber(rows[1].cnt) > 5 then return rows[1].cnt end"],
        ["assert(rows and rows[1], 'no rows')", "return rows[1].cnt"],
        ["rows = rows or {}", "for _, row in ipairs(rows) do print(row.server) end"],
        ["if not rows then rows = {} end", "for i = 1, #rows do print(rows[i].server) end"],
        ["local row = rows and rows[1]", "if row then return row.cnt end"],
        ["local row = rows and rows[1]", "if not row then return false end", "return row.cnt"],
        ["local row = rows and rows[1] or {}", "return row.cnt"],
        ["for _, row in ipairs(rows or {}) do print(row.server) end"],
        ["while rows and rows[1] do print(rows[1].cnt) break end"],
        ["if rows and next(rows) then return rows[1].cnt end"],
        ['if type(rows) == "table" and rows[1] ~= nil then return rows[1].cnt end'],
        ["local count = rows and #rows or 0", "return count > 0"],
        ["if not rows then error('no answer') end", "if #rows ~= 1 then return end", "return rows[1].cnt"],
        ["if type(rows) ~= 'table' then return end", "for i = 1, #rows do print(rows[i].server) end"],
        ["if (rows or {})[1] then return rows[1].cnt end"],
        ["if #(rows or {}) > 0 then return rows[1].cnt end"],
        ["if next(rows or {}) then return rows[1].cnt end"],
        ["for i = 1, rows and #rows or 0 do print(rows[i].cnt) end"],
        ["for i = #(rows or {}), 1, -1 do print(rows[i].cnt) end"],
        ["local n = rows and #rows or 0", "for i = 1, n do print(rows[i].cnt) end"],
        ["local n = rows and #rows", "if n and 0 < n then return rows[1].cnt end"],
        ["local found = rows and rows[1]", "if found then return rows[1].cnt end"],
        ["local found = rows ~= nil and #rows > 0", "if not found then return end", "return rows[1].cnt"],
        ["if rows then local n = #rows", "if n == 0 then return end", "return rows[1].cnt end"],
        ["local n = 0", "if rows then n = #rows end", "if n > 0 then return rows[1].cnt end"],
        ["local n", "if rows then n = #rows else n = 0 end", "if n == 0 then return end", "return rows[1].cnt"],
        ["local n = 0", "if rows and rows[1] then n = tonumber(rows[1].a) or 0 end", "return n > 5 and rows[1].b"],
        ["local ok = false", "if rows and rows[1] then ok = true end", "if ok then return rows[1].cnt end"],
        ["local bad = true", "if rows and rows[1] then bad = false end", "if bad then return end", "return rows[1].a"],
        ["local n = 0", "for _, row in ipairs(rows or {}) do n = n + 1 end", "if n > 0 then return rows[1].a end"],
        ["for _, row in ipairs(rows or {}) do print(row.a, rows[1].a) end"],
        ["local seen", "for i = 1, rows and #rows or 0 do seen = true end", "if seen then return rows[1].a end"],
    ],
)
def test_every_usual_way_to_check_is_understood(body):
    assert marked(RULE, check_server(ROWS, *body)) == []


@pytest.mark.parametrize(
    "body",
    [
        ["local ok, n = pcall(function() return rows[1].cnt end)", "return ok and n == '1'"],
        ["return xpcall(function() for _, row in ipairs(rows) do print(row.a) end end, print)"],
        ["local function read() return rows[1].cnt end", "return pcall(read)"],
        ["local read = function(i) return rows[i].cnt end", "return pcall(read, 1)"],
        ["pcall(function() if numRetries > 1 then print(rows[1].cnt) end end)"],
    ],
)
def test_an_error_that_is_caught_loses_no_answer(body):
    assert marked(RULE, check_server(ROWS, *body)) == []


@pytest.mark.parametrize(
    "body",
    [
        ["return pcall(print, rows[1].cnt)"],
        ["return pcall(print, function() return rows[1].cnt end)"],
        ["local function read() return rows[1].cnt end", "return pcall(read) and read()"],
        ["local read = print", "read = function() return rows[1].cnt end", "return pcall(read)"],
    ],
)
def test_only_what_pcall_calls_is_caught(body):
    assert marked(RULE, check_server(ROWS, *body)) == ["rows[1].cnt"]


def test_the_call_itself_can_be_the_table():
    assert marked(RULE, check_server(f"return {QUERY}[1].cnt")) == [f"{QUERY}[1].cnt"]


def test_both_reasons_are_named_once():
    source = check_server(ROWS, "print(rows[1].a)", "return rows[1].b")
    assert messages(RULE, source) == [
        "rows is nil after an SQL error and rows[1] is nil when no row matches: check that before."
    ]


def test_a_helper_that_asks_is_followed():
    helper = f"local function ask() return {QUERY} end\n"
    assert marked(RULE, helper + check_server("local found = ask()", "return found[1].cnt")) == ["found[1].cnt"]


def test_a_helper_that_checks_is_trusted():
    helper = f"local function ask()\n{ROWS}\nif not rows then return {{}} end\nreturn rows\nend\n"
    assert marked(RULE, helper + check_server("for _, row in ipairs(ask()) do print(row.x) end")) == []
    safe = f"local function ask() return {QUERY} or {{}} end\n"
    assert marked(RULE, safe + check_server("return #ask()")) == []


def test_an_aggregate_always_has_its_row():
    rows = (
        'local rows = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE starttime > now()")'
    )
    assert marked(RULE, check_server(rows, "return rows and rows[1].cnt")) == []
    grouped = rows.replace('now()")', 'now() GROUP BY server")')
    assert marked(RULE, check_server(grouped, "return rows and rows[1].cnt")) == ["rows[1].cnt"]


def test_other_tables_are_no_matter():
    assert marked(RULE, "local t = {} return t[1].x, #t") == []


def test_there_is_no_row_0():
    source = check_server(ROWS, "if rows and #rows > 0 then return rows[0].cnt end")
    assert messages(RULE, source) == ["rows[0] is always nil: rows are numbered from 1."]
    assert corrected(RULE, source) == source.replace("rows[0]", "rows[1]")


HOOK = "local x = VPOP3.PostgresQuery('SELECT a FROM t')"


@pytest.mark.parametrize(
    ("use", "inserted"),
    [
        ("return x[1].a == 'b'", "if not x or not x[1] then return defaultResult end"),
        ("for _, row in ipairs(x) do print(row.a) end", "if not x then return defaultResult end"),
    ],
)
def test_in_a_hook_the_check_is_put_before_the_first_use(use, inserted):
    after = corrected(RULE, check_server(HOOK, use))
    assert f"    {HOOK}\n    {inserted}\n    {use}\n" in after
    assert marked(RULE, after) == []


@pytest.mark.parametrize(
    "source",
    [
        check_server(HOOK, "while x[1].a do print(1) end"),
        check_server(HOOK, "if numRetries > 3 then return true elseif x[1].a then return false end"),
        check_server(HOOK, "print(1) return x[1].a"),
        f"local function f() {HOOK} return x[1].a end f()",
        check_server("return VPOP3.PostgresQuery('SELECT a FROM t')[1].a"),
    ],
)
def test_outside_of_hooks_there_is_no_fix(source):
    assert [each.fix for each in findings(RULE, source)] == [None]
