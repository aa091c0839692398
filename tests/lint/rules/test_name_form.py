import pytest

from tests.lint.checking import corrected, findings, hook, marked, messages

RULE = "name-form"


@pytest.mark.parametrize(
    ("literal", "after", "words"),
    [
        ("Example.com", "example.com", "small letters"),
        ("example.com.", "example.com", "no final dot"),
        ("Example.com.", "example.com", "no final dot"),
        ("user@example.com", "example.com", "no `@`"),
        ("@example.com", "example.com", "no `@`"),
        (" example.com", "example.com", "no spaces"),
        (".example.com", "example.com", "begins with no dot"),
        ("http://example.com/", "example.com", "not the address of a page"),
        ("mx.example.com:25", "mx.example.com", "no port"),
        ("müller.example", "xn--mller-kva.example", "in ASCII"),
    ],
)
def test_a_name_in_another_form_than_vpop3_gives(literal, after, words):
    source = hook(f'return domain == "{literal}"')
    assert [each.severity for each in findings(RULE, source)] == ["warning"]
    assert words in messages(RULE, source)[0]
    assert corrected(RULE, source) == hook(f'return domain == "{after}"')


def test_a_star_becomes_a_pattern():
    assert corrected(RULE, hook('return mxserver == "*.google.com"')) == hook('return mxserver:match("%.google%.com$")')
    assert corrected(RULE, hook('return mxserver ~= "*.google.com"')) == hook(
        'return not mxserver:match("%.google%.com$")'
    )


def test_other_names_constants_and_the_other_side_count():
    assert marked(RULE, hook("local server = mxserver:lower()", 'return "MX.example" == server')) == ['"MX.example"']
    assert marked(RULE, 'local NAME = "A.example"\n' + hook("return domain == NAME")) == ["NAME"]
    assert marked(RULE, "local BAD = {['A.example'] = true, ['b.example'] = true}\n" + hook("return BAD[domain]")) == [
        "'A.example'"
    ]


def test_letters_that_were_made_small_or_large():
    assert corrected(RULE, hook("return unknown:lower() == 'ABC'")) == hook('return unknown:lower() == "abc"')
    assert corrected(RULE, hook("return unknown:upper() == 'abc'")) == hook('return unknown:upper() == "ABC"')
    assert marked(RULE, hook("return domain:upper() == 'EXAMPLE.COM'")) == []


@pytest.mark.parametrize(
    "line",
    [
        'return domain == "example.com"',
        'return domain == ""',
        'return unknown == "Example.com"',
        'domain = unknown return domain == "Example.com"',
        'return rows[1].server == "Example.com"',
        "local GOOD = {['a.example'] = true, A = 1} return GOOD[unknown]",
        'return mxserver == "192.0.2.1"',
    ],
)
def test_names_as_they_come_are_fine(line):
    assert marked(RULE, hook(line)) == []
