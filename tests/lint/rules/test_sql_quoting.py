import pytest

from tests.lint.checking import CHECK_SERVER, check_server, corrected, findings, marked, messages

RULE = "sql-quoting"


def asking(sql: str) -> str:
    return check_server(f"return VPOP3.PostgresQuery({sql})")


@pytest.mark.parametrize(
    ("sql", "part"),
    [
        ('"SELECT \'" .. mxserver .. "\'"', "mxserver"),
        ('"SELECT \'" .. domain .. "\'"', "domain"),
        ('"SELECT \'" .. mxserver:lower() .. "\'"', "mxserver:lower()"),
        ('"SELECT \'" .. string.sub(mxserver, 2) .. "\'"', "string.sub(mxserver, 2)"),
        ("(\"SELECT '%s'\"):format(mxserver)", "mxserver"),
        ('string.format("SELECT %s", mxserver)', "mxserver"),
        ('"SELECT \'" .. (mxserver or "") .. "\'"', 'mxserver or ""'),
        ('"SELECT \'" .. mxserver:gsub("%.", "") .. "\'"', 'mxserver:gsub("%.", "")'),
        ('"SELECT \'" .. mxserver:gsub("\'", "\\\\\'") .. "\'"', 'mxserver:gsub("\'", "\\\\\'")'),
        ('"SELECT \'" .. mxserver:gsub("\'", "\'\'", 1) .. "\'"', 'mxserver:gsub("\'", "\'\'", 1)'),
        ('"SELECT \'" .. mxserver:match("^[^.]+") .. "\'"', 'mxserver:match("^[^.]+")'),
        ('"SELECT \'" .. tostring(mxserver) .. "\'"', "tostring(mxserver)"),
    ],
)
def test_a_name_from_foreign_dns_in_sql_is_marked(sql, part):
    assert marked(RULE, asking(sql)) == [part]


@pytest.mark.parametrize(
    "sql",
    [
        '"SELECT \'" .. mxserver:gsub("\'", "\'\'") .. "\'"',
        '"SELECT \'" .. (mxserver:gsub("[\'\\\\]", "%0%0")) .. "\'"',
        '"SELECT \'" .. string.gsub(mxserver, "[^%w.-]", "") .. "\'"',
        '"SELECT \'" .. mxserver:gsub("%W", "") .. "\'"',
        '"SELECT \'" .. mxserver:match("[%w.-]+") .. "\'"',
        '"SELECT " .. numRetries',
        '"SELECT " .. #mxserver',
        'string.format("SELECT %d", messageSize)',
        '"SELECT \'" .. ConnectionName .. "\'"',
        '"SELECT " .. (tonumber(domain) or 0)',
        '"SELECT 1"',
    ],
)
def test_quoted_names_and_numbers_are_not(sql):
    assert marked(RULE, asking(sql)) == []


@pytest.mark.parametrize(
    ("sql", "after"),
    [
        ('"a = \'" .. mxserver .. "\'"', '"a = \'" .. (mxserver:gsub("\'", "\'\'")) .. "\'"'),
        ('"a = E\'" .. mxserver .. "\'"', '"a = E\'" .. (mxserver:gsub("[\\\\\']", "%0%0")) .. "\'"'),
        ('"a = " .. mxserver .. ";"', '"a = " .. ("\'" .. (mxserver:gsub("\'", "\'\'")) .. "\'") .. ";"'),
        ('"SELECT \\"" .. mxserver .. "\\""', '"SELECT \\"" .. (mxserver:gsub(\'"\', \'""\')) .. "\\""'),
        ("(\"a = '%s'\"):format(mxserver)", '("a = \'%s\'"):format((mxserver:gsub("\'", "\'\'")))'),
        ('"\'" .. (mxserver or "") .. "\'"', '"\'" .. (((mxserver or ""):gsub("\'", "\'\'"))) .. "\'"'),
    ],
)
def test_the_fix_fits_the_place_in_the_sql(sql, after):
    corrected_text = corrected(RULE, asking(sql))
    assert corrected_text == asking(after)
    assert marked(RULE, corrected_text) == [] or '""' in after


@pytest.mark.parametrize(
    "sql",
    [
        '"SELECT 1 FROM " .. domain',
        '"SELECT 1 -- for " .. mxserver .. "\\n"',
        '"SELECT 1 /* " .. mxserver .. " */"',
        '"SELECT $$" .. mxserver .. "$$"',
        '"SELECT $1 -- " .. (domain .. mxserver) .. "\\n"',
    ],
)
def test_no_fix_where_quoting_cannot_help(sql):
    found = findings(RULE, asking(sql))
    assert found
    assert {finding.fix for finding in found} == {None}


def test_the_source_of_the_name_is_named():
    assert "someone else's DNS" in messages(RULE, asking('"\'" .. mxserver .. "\'"'))[0]
    assert "recipient's address" in messages(RULE, asking('"\'" .. domain .. "\'"'))[0]


def test_parameters_are_known_by_their_place():
    source = "function CheckServer(a, b, c, d, e) return e and VPOP3.PostgresQuery('x' .. b) end"
    assert marked(RULE, source) == ["b"]


def test_a_name_is_followed_through_locals_and_helpers():
    source = f"""
local function count(server)
    local name = server:lower()
    return VPOP3.PostgresQuery("SELECT '" .. name .. "'")
end
{CHECK_SERVER}
    local host = mxserver
    return defaultResult and count(host)
end
"""
    assert marked(RULE, source) == ["name"]


def test_the_servers_of_final_overrides_come_from_foreign_dns_too():
    loop = "for server in pairs(servers) do VPOP3.PostgresQuery('SELECT ' .. server) end"
    assert marked(RULE, f"function FinalOverrides(domain, retries, size, servers) {loop} end") == ["server"]


def test_a_helper_that_quotes_is_trusted_and_one_that_does_not_is_not():
    quoting = 'local function quoted(text) return "\'" .. text:gsub("\'", "\'\'") .. "\'" end\n'
    assert marked(RULE, quoting + asking('"SELECT " .. quoted(mxserver)')) == []
    careless = 'local function quoted(text) return "\'" .. text .. "\'" end\n'
    assert marked(RULE, careless + asking('"SELECT " .. quoted(mxserver)')) == ["quoted(mxserver)"]


@pytest.mark.parametrize(
    "check",
    [
        'if not mxserver:match("^[%w.-]+$") then return false end',
        'if mxserver:find("[^%w.-]") then return false end',
        'if mxserver:find("\'") then return false end',
    ],
)
def test_a_check_of_the_name_before_is_enough(check):
    assert marked(RULE, check_server(check, 'return VPOP3.PostgresQuery("SELECT \'" .. mxserver .. "\'")')) == []


@pytest.mark.parametrize(
    "check",
    [
        'if not mxserver:match("[%w.-]+") then return false end',
        'if not mxserver:match("^.+$") then return false end',
        'if mxserver:find("x") then return false end',
        'if mxserver:find("\'") then print(1) end',
    ],
)
def test_a_check_that_lets_quotes_pass_is_not(check):
    source = check_server(check, 'return VPOP3.PostgresQuery("SELECT \'" .. mxserver .. "\'")')
    assert marked(RULE, source) == ["mxserver"]


@pytest.mark.parametrize(
    "lines",
    [
        ['local sql = "SELECT 1 WHERE a = \'"', 'sql = sql .. mxserver .. "\'"', "return VPOP3.PostgresQuery(sql)"],
        ['return VPOP3.PostgresQuery(table.concat({"SELECT 1 WHERE a = \'", mxserver, "\'"}))'],
    ],
)
def test_a_name_that_was_put_in_before_is_marked_and_quoted_there(lines):
    source = check_server(*lines)
    assert marked(RULE, source) == ["mxserver"]
    after = corrected(RULE, source)
    assert """(mxserver:gsub("'", "''"))""" in after
    assert marked(RULE, after) == []


def test_a_name_that_takes_the_place_of_a_word_is_marked():
    source = check_server("return VPOP3.PostgresQuery((\"SELECT '$1'\"):gsub('$1', mxserver))")
    assert len(marked(RULE, source)) == 1
    after = source.replace("mxserver))", '(mxserver:gsub("\'", "\'\'"))))')
    assert marked(RULE, after) == []


def test_a_text_of_one_branch_is_marked_there():
    source = check_server(
        "local sql = \"SELECT 1 FROM t WHERE a = 'x'\"",
        'if numRetries > 1 then sql = "SELECT 1 FROM t WHERE a = \'" .. mxserver .. "\'" end',
        "return VPOP3.PostgresQuery(sql)",
    )
    assert [(each.range.line, each.fix is not None) for each in findings(RULE, source)] == [(4, True)]
