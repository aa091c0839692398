"""Lines and branches that never ran, by the counts of the real interpreter."""

import pytest

from rules.analysis.coverage import closing_lines, coverage
from rules.lua.sandbox import Sandbox

SCRIPT = b"""local LIMIT = 5
local unset
local function held(server)
  return server == "mx1",
    10
end
function CheckServer(domain, server)
  if held(server) then
    return false
  elseif server == "mx2" then
    print("two")
  else
    print("other")
  end
  if LIMIT > 9 then return true end
  if domain then
    LIMIT = LIMIT + 1
  end
  for i = 1, 0 do
    print(i)
  end
end
"""


@pytest.fixture(scope="module")
def ran():
    """Call CheckServer for each server and add up how often the lines ran."""

    def run(*servers):
        counts = {}
        with Sandbox() as sandbox, sandbox.open(SCRIPT, script_globals={}, query=lambda sql: None) as session:
            for lines in [session.loaded.lines, *(session.call("CheckServer", ["d", each]).lines for each in servers)]:
                for line, count in lines.items():
                    counts[line] = counts.get(line, 0) + count
        return coverage(SCRIPT, counts)

    return run


def ways(found):
    return {(branch.line, branch.words): branch.taken for branch in found.branches}


def test_nothing_but_loading(ran):
    found = ran()
    assert found.missed == (4, 8, 9, 11, 13, 15, 16, 17, 19, 20)
    assert found.statements[1], "the top level ran"


def test_the_statements_that_one_call_reaches(ran):
    found = ran("mx3")
    assert found.missed == (9, 11, 20)
    assert ways(found) == {
        (8, "then"): False,
        (10, "elseif"): False,
        (12, "else"): True,
        (15, "then"): None,
        (15, "otherwise"): None,
        (16, "then"): True,
        (16, "otherwise"): False,
        (19, "the loop"): False,
    }


def test_all_servers_together(ran):
    found = ran("mx1", "mx2", "mx3")
    assert found.missed == (20,)
    assert found.percent == 90
    assert [(branch.line, branch.words) for branch in found.untaken] == [(16, "otherwise"), (19, "the loop")]


def test_arms_taken_and_not_taken_are_distinguished(ran):
    assert ways(ran("mx1"))[10, "elseif"] is False
    assert ways(ran("mx1"))[8, "then"] is True


def test_a_text_without_statements_misses_none():
    assert coverage(b"", {}).percent == 100
    assert coverage(b"-- nothing\n", {}).missed == ()


def test_broken_text_is_no_error():
    assert coverage(b"function CheckServer(\n  if", {}).branches == ()


def test_functions_close_on_lines_that_lua_counts_when_they_are_made():
    assert closing_lines(SCRIPT + b"local function one() end f(function()\n end)") == {6, 22, 24}
