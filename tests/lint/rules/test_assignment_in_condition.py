import pytest

from tests.lint.checking import all_findings, corrected, marked

RULE = "assignment-in-condition"


@pytest.mark.parametrize(
    "source",
    [
        "if x = 1 then y() end\n",
        "if y then elseif a and b.c = 'text' then z() end\n",
        "while (f(x) and y) = nil do end\n",
        "repeat local x = 1 until x = 1\n",
    ],
)
def test_the_sign_is_marked_and_replaced(source):
    assert marked(RULE, source) == ["="]
    position = source.rindex("= ")
    assert corrected(RULE, source) == f"{source[:position]}== {source[position + 2 :]}"


def test_it_is_reported_once_in_place_of_the_compilers_words():
    assert [(each.rule, each.severity) for each in all_findings("local x\nif x = 1 then print(x) end\n")] == [
        (RULE, "error")
    ]


def test_every_foreign_sign_is_reported_though_the_compiler_stops_at_the_first():
    source = "if domain = 'a' then\nelseif domain = 'b' then\nend\n"
    assert len(marked(RULE, source)) == 2


@pytest.mark.parametrize(
    "source",
    [
        "if f({a = 1}) then end\n",
        "if (function() local x = 1 return x end)() then end\n",
        "if x == 1 then x = 2 end\n",
        "if x then y = 1 end local = 2\n",
        "if x\nthen y = 1 end )\n",
    ],
)
def test_assignments_elsewhere_are_not_reported(source):
    assert marked(RULE, source) == []


def test_the_sign_of_other_languages_for_not_equal():
    source = "function GetCheckCache(domain) if domain != 'x' then return true end return false end"
    assert marked(RULE, source) == ["!="]
    assert "domain ~= 'x'" in corrected(RULE, source)
    assert [each.rule for each in all_findings(source) if each.severity == "error"] == [RULE]
