"""Fixes: each corrects its own finding, and a text that loaded still loads."""

from collections import Counter

import pytest

from rules.analysis.sql.catalogue import Catalogue
from rules.lint.finding import Finding
from rules.wiring.linting import syntax_problem
from tests.lint.checking import CHECK_SERVER, all_findings, apply, check_server

CATALOGUE = Catalogue(tables={("outqueue", "sendattempts"): ("server", "starttime", "result")})
TROUBLED = f"""
local limit = 5
local function helper(a, b) return b end
function getOverrides(domain, numRetries) return unpack({{}}) end
function GetCheckCache(numRetries, domain) end
local GetOther = function(unused) return string.fomat('x') end
{CHECK_SERVER}
    x = VPOP3.Postgresquery("SELECT servr FROM outqueue.sendattemps WHERE server = '" .. mxserver .. "'")
    y = VPOP3.PostgresQuery("SELECT servr FROM sendattempts WHERE server = " .. mxserver) or {{}}
    if y[1] and y[1].cnt > 5 then return false, "10" end
    return helper(1, 2), GetOther
end
"""


BY_ADMINISTRATORS = {
    "built in steps": (
        "local sql = \"SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE starttime > now() - interval '1 hour'\"",
        'sql = sql .. " AND server = \'" .. mxserver .. "\'"',
        "if numRetries > 3 then sql = sql .. \" AND result LIKE '4%'\" end",
        "local r = VPOP3.PostgresQuery(sql)",
        "return r[1].cnt < 5, 10",
    ),
    "a counter": ("local idle = 0", "seen = (seen or 0) + 1", "minutes = 5", "return seen > 3, minutes"),
    "a format": (
        "local sql = string.format([[SELECT resutl FROM outqueue.sendattempts",
        "    WHERE starttime > now() - interval '%d minutes' AND server = '%s']], 15, mxserver)",
        "for _, row in ipairs(VPOP3.PostgresQuery(sql) or {}) do",
        "    if row.result == 4 or row.result > '499' then return false, '10' end",
        "end",
        "return true",
    ),
    "a habit": (
        "local list = {'a.example'}",
        "local type = 'x'",
        "if mxserver == list[1] then return false, 10 end",
        "return VPOP3.Hexstring(type) ~= loadstring('x')",
    ),
    "branches": (
        "local sql = \"SELECT server FROM sendattempts WHERE starttime > now() - interval '1 day'\"",
        "if numRetries > 1 then",
        '    sql = "SELECT server FROM outqueue.sendattempts WHERE starttime > now() AND server = " .. mxserver',
        "end",
        "local rows = VPOP3.PostgresQuery(sql)",
        "return rows and rows[1] and rows[0].server == domain",
    ),
}


@pytest.mark.parametrize("name", BY_ADMINISTRATORS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_fix_brings_no_new_trouble(name, newline):
    source = check_server(*BY_ADMINISTRATORS[name]).replace("\n", newline)
    found = all_findings(source, catalogue=CATALOGUE)
    fixable = [each for each in found if each.fix]
    assert len(fixable) >= 2
    for finding in fixable:
        after = apply(finding.fix, source)
        left = Counter(map(_said, all_findings(after, catalogue=CATALOGUE)))
        assert left[_said(finding)] < Counter(map(_said, found))[_said(finding)], finding
        assert left <= Counter(map(_said, found)), finding
        assert {each.rule for each in found} & {"syntax", "assignment-in-condition"} or loads(after), finding


def _said(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.message


def loads(source: str) -> bool:
    return syntax_problem(source.encode()) is None


def test_every_fix_by_itself_leaves_a_script_that_loads_and_takes_its_finding_away():
    found = [each for each in all_findings(TROUBLED, catalogue=CATALOGUE) if each.fix]
    assert len({each.rule for each in found}) >= 10
    for finding in found:
        after = apply(finding.fix, TROUBLED)
        assert syntax_problem(after.encode()) is None, f"{finding.rule} broke the script"
        left = [each for each in all_findings(after, catalogue=CATALOGUE) if each.rule == finding.rule]
        before = [each for each in found if each.rule == finding.rule]
        assert finding.message not in {each.message for each in left} or len(left) < len(before)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_pressing_every_button_comes_to_an_end(newline):
    source, presses = TROUBLED.replace("\n", newline), 0
    while fixes := [each.fix for each in all_findings(source, catalogue=CATALOGUE) if each.fix]:
        source, presses = apply(fixes[0], source), presses + 1
        assert presses < 50
    assert syntax_problem(source.encode()) is None
