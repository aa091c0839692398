import pytest

from tests.lint.checking import corrected, findings, marked, messages

RULE = "overrides-answer"


def answering(value, hook="GetOverrides(domain, numRetries, messageSize)"):
    return f"function {hook}\n    return {value}\nend\n"


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        ('"relay.example"', '"relay.example"'),
        ("true", "true"),
        ("10", "10"),
        ("domain", "domain"),
        ('VPOP3.PostgresQuery("SELECT 1")', 'VPOP3.PostgresQuery("SELECT 1")'),
        ('{"192.0.2.300"}', '"192.0.2.300"'),
        ('{"192.0.2"}', '"192.0.2"'),
        ('{"relay.example:99999"}', '"relay.example:99999"'),
        ('{"relay example"}', '"relay example"'),
        ('{"http://relay.example/"}', '"http://relay.example/"'),
        ('{"-relay.example"}', '"-relay.example"'),
        ('{""}', '""'),
        ("{10}", "10"),
        ("{true}", "true"),
        ('{["relay.example:0"] = 10}', '"relay.example:0"'),
        ('{["relay.example"] = "first"}', '"first"'),
        ('{["relay.example"] = true}', "true"),
        ('{["relay.example"] = -5}', "-5"),
        ('{["relay.example"] = 70000}', "70000"),
        ('{[10.5] = "relay.example"}', "10.5"),
        ('{{server = "192.0.2.300", priority = 10}}', '"192.0.2.300"'),
        ('{{server = "relay.example", priority = "high"}}', '"high"'),
        ('{server = "relay.example", priority = 10}', "server"),
        ('{[10] = {"relay1.example", "192.0.2.999"}}', '"192.0.2.999"'),
        ('{"relay.example"}, "false"', '"false"'),
        ('{"relay.example"}, 0', "0"),
    ],
)
def test_values_that_are_no_map_are_warnings(answer, part):
    assert [each.severity for each in findings(RULE, answering(answer))] == ["warning"]
    assert marked(RULE, answering(answer)) == [part]


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "nil",
        "nil, false",
        "{}",
        "unknown(domain)",
        '{["relay.example"] = 10}, true',
        '{[10] = "relay.example", [20] = "192.0.2.1"}',
        '{"relay1.example", "relay2.example:2525"}',
        '{{server = "relay.example", priority = 10}, {host = "[2001:db8::1]:25"}}',
        '{"user:secret@relay.example:587"}',
        '{[10] = {"relay1.example", "relay2.example"}}',
        '{["relay.example"] = "10"}',
        "{[domain] = 10}, numRetries == 0",
        '{"smtp." .. domain}',
    ],
)
def test_maps_in_all_their_forms_are_fine(answer):
    assert marked(RULE, answering(answer)) == []


def test_a_table_by_name_and_one_of_several_are_followed():
    relays = 'local RELAYS = {["a.example"] = {"192.0.2.300"}, ["b.example"] = {"ok.example"}}\n'
    assert marked(RULE, relays + answering("RELAYS[domain]")) == ['"192.0.2.300"']
    assert marked(RULE, 'local RELAY = {"192.0.2.300"}\n' + answering("RELAY, true")) == ['"192.0.2.300"']


def test_a_password_is_never_shown():
    (message,) = messages(RULE, answering('{"user:secret@192.0.2.300"}'))
    assert "secret" not in message


def test_the_last_hook_answers_alike():
    assert marked(RULE, answering('"relay.example"', "FinalOverrides(domain, numRetries, messageSize, servers)"))


def test_the_fixes():
    assert corrected(RULE, answering('"relay.example"')) == answering('{ "relay.example" }')
    assert corrected(RULE, answering('{"a.example"}, "false"')) == answering('{"a.example"}, false')


@pytest.mark.parametrize(
    ("step", "part"),
    [
        ('map[10] = "192.0.2.256"', '"192.0.2.256"'),
        ('map[70000] = "relay.example"', "70000"),
        ('map["relay.example:99999"] = 10', '"relay.example:99999"'),
        ('map["relay.example"] = "first"', '"first"'),
        ('map[#map + 1] = "192.0.2.256"', '"192.0.2.256"'),
        ('map[#map + 1] = {server = "192.0.2.256"}', '"192.0.2.256"'),
        ("if numRetries > 0 then map[1] = true end", "true"),
        ('map[10] = "relay.example"', None),
        ('map["relay.example"] = 10', None),
        ("map[domain] = 10", None),
        ("map[numRetries] = domain", None),
        ("print(map[10])", None),
    ],
)
def test_a_map_that_is_filled_step_by_step(step, part):
    source = f"function GetOverrides(domain, numRetries)\n    local map = {{}}\n    {step}\n    return map, true\nend\n"
    assert marked(RULE, source) == ([part] if part else [])
