from tests.lint.checking import all_findings


def test_a_script_of_more_parts_than_anyone_writes_is_only_compiled():
    source = "local t = {" + "1," * 160_000 + "}\nundefined_name()\n"
    (finding,) = all_findings(source)
    assert (finding.rule, finding.severity) == ("too-large", "information")
    assert "200,000 parts" in finding.message


def test_deeper_nesting_than_lua_allows_is_a_syntax_error():
    source = "do " * 250 + "end " * 250
    assert [finding.rule for finding in all_findings(source)] == ["syntax", "too-large"]
