"""The vendor's own example has the four traps that the contract names, and no other."""

from pathlib import Path

from tests.lint.checking import all_findings, apply, marked

EXAMPLE = """\
function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if defaultResult then
        x = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='" 
        .. mxserver .. "' AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'")
        
        if tonumber(x[1].cnt) > 5 then
            return false, 10;
        end
    end    
end
"""  # noqa: W291, W293


def told(source, **settings):
    return [(each.rule, each.severity, each.range.line) for each in all_findings(source, **settings)]


def test_its_four_traps_are_reported_and_no_others():
    assert told(EXAMPLE) == [
        ("undeclared-global", "warning", 3),
        ("sql-quoting", "warning", 4),
        ("unchecked-rows", "warning", 6),
        ("implicit-result", "information", 10),
    ]


def test_it_is_judged_alike_with_windows_line_ends():
    assert told(EXAMPLE.replace("\n", "\r\n")) == told(EXAMPLE)


def test_each_mark_is_on_the_words_that_matter():
    rules = ("undeclared-global", "sql-quoting", "unchecked-rows", "implicit-result")
    assert [marked(rule, EXAMPLE) for rule in rules] == [["x"], ["mxserver"], ["x[1].cnt"], ["end"]]


def test_its_fixes_leave_nothing_to_say():
    source = EXAMPLE
    while fixes := [each.fix for each in all_findings(source) if each.fix]:
        source = apply(fixes[0], source)
    assert told(source) == []


def test_before_holds_its_minutes_are_ignored():
    assert ("hook-version", "warning", 7) in told(EXAMPLE, version="8.7")


def test_the_demos_later_revisions_have_nothing_above_information():
    for number in (2, 3):
        source = Path(f"mxadmin/demo/scripts/{number}.lua").read_bytes()
        assert {each.severity for each in all_findings(source)} <= {"information"}
