"""A fix mends what it says it mends, and nothing that loaded stops loading."""

import pytest

from rules.lint.catalogue import Catalogue
from rules.linting import syntax_problem
from tests.lint.checking import CHECK_SERVER, all_findings, apply

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
