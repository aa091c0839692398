"""Recipes inserted into scripts that have rules already: those go on working, and the recipe is asked first."""

from pathlib import Path

import pytest

from rules.analysis.script import Script
from rules.analysis.syntax_problem import SyntaxProblem
from rules.dryrun.engine import World, run
from rules.dryrun.scenario import Scenario
from rules.lua.protocol.query import QueryAnswer
from rules.recipes.cookbook import RECIPES
from rules.recipes.insertion import insert
from rules.recipes.kept_test import kept_test
from rules.recipes.refusal import Refusal
from rules.resolver.zone import ZoneResolver
from rules.vpop3 import versions
from rules.vpop3.decision import named
from tests.recipes.inserting import found_in, inserted, script, values_of

ZONE = """
bad.example.      MX 10 mx.avoided.example.
mx.avoided.example. A 192.0.2.1
good.example.     MX 10 mx1.good.example.
mx1.good.example. A 192.0.2.2
"""
CHECK = "function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)"


@pytest.fixture
def decision(sandbox):
    """What becomes of mail for a domain, in a few words."""

    def decide(text, domain, **inputs):
        world = World(
            sandbox=sandbox, resolver=ZoneResolver.parse([("", ZONE)]), query=lambda _: QueryAnswer(error="no")
        )
        *events, last = run(text.encode(), Scenario.of(domain, **inputs), world)
        assert [event.error for event in events if getattr(event, "error", None)] == []
        minutes = last.decision.hold_minutes
        return (
            f"hold {minutes:g}" if minutes else f"{last.decision.kind} {' '.join(named(last.decision.servers))}".strip()
        )

    return decide


HELD = f"{CHECK}\n    return false, 7\nend\n"
SAME_HOOK = {
    "a function": HELD,
    "on one line": "function CheckServer(d, m, n, s, r) return false, 7 end",
    "assigned": "CheckServer = function(d, m)\n  return false, 7\nend\n",
    "assigned with others": "CheckServer, Limit = function(d, m) return false, 7 end, 5\n",
    "another function assigned": "local function check(_d, _m) return false, 7 end\nCheckServer = check\nreturn 1\n",
    "fewer parameters": "function CheckServer(domain)\n    return false, 7\nend\n",
    "no parameters": "function CheckServer() return false, 7 end",
    "other names": "function CheckServer(domain, server, tries)\n\treturn false, tries + 7\nend\n",
    "any arguments": "function CheckServer(...)\n    return false, 7\nend\n",
    "some arguments, then any": "function CheckServer(domain, ...)\n    return false, 7\nend\n",
    "names in another order": "function CheckServer(mxserver, domain)\n    return false, 7\nend\n",
    "an early return": f"{CHECK}\n    do return false, 7 end\n    return true\nend\n",
    "a comment behind it": f"{CHECK} -- ours\n    return false, 7\nend\n",
    "a long comment behind it": f"{CHECK} --[[ ours\n ]] return false, 7\nend\n",
    "twice": f"{CHECK}\n    return true\nend\n{HELD}",
    "in a condition": f"if os.time() > 0 then\n    {HELD}\nend\n",
    "a missing argument's name is used": "mxserver = 7\nfunction CheckServer(d)\n    return false, mxserver\nend\n",
    "Windows line ends": HELD.replace("\n", "\r\n"),
    "a byte order mark": "\ufeff" + HELD,
    "not ASCII": f"-- Büro, 日本\n\n{HELD}",
    "a comment at the end": f"{HELD}-- the end",
    "only a return at the top": f"{HELD}do return end\n",
}


@pytest.mark.parametrize("text", SAME_HOOK.values(), ids=SAME_HOOK)
def test_a_hook_that_is_there_goes_on_working(text, decision):
    merged = inserted("avoid-servers", text, hosts="avoided.example").text
    assert decision(text, "good.example") == decision(merged, "good.example") == "hold 7"
    assert decision(merged, "bad.example") == "hold"
    assert set(found_in(merged)) - set(found_in(text)) == set()


OTHER_TEXTS = {
    "nothing": "",
    "white space": "\n \n",
    "only a comment": "-- nothing yet",
    "a comment and an empty line": "-- nothing yet\n\n",
    "another hook": "function GetCheckCache(domain, numRetries, messageSize)\n    return numRetries == 0\nend\n",
    "a method of that name": "local mine = {}\nfunction mine.CheckServer() return false end\nprint(mine)\n",
    "an early end": "do return end\n",
    "the recipe's names": "local is_avoided, AVOIDED = 1, 2\nprint(is_avoided, AVOIDED)\n",
    "the recipe's names as globals": "function is_avoided() return AVOIDED end\nAVOIDED = 3\nname = 4\n",
}


@pytest.mark.parametrize("text", OTHER_TEXTS.values(), ids=OTHER_TEXTS)
def test_a_hook_that_is_missing_is_added(text, decision):
    merged = inserted("avoid-servers", text, hosts="avoided.example").text
    assert decision(merged, "bad.example") == "hold"
    assert decision(merged, "good.example") == "send mx1.good.example"
    assert set(found_in(merged)) - set(found_in(text)) == set()


def test_every_recipe_finds_its_place_beside_all_others(decision, sandbox):
    text = ""
    for slug in RECIPES:
        text = inserted(slug, text).text
    assert found_in(text) == []
    assert decision(text, "good.example") == "send mx1.good.example"
    for slug, recipe in RECIPES.items():
        test = kept_test(text.encode(), recipe.examples(values_of(slug))[0], sandbox)
        assert test.problems == (), slug


def test_the_same_recipe_twice_has_two_functions_and_two_lists(decision):
    once = inserted("partner-relay", domains="good.example", relay="192.0.2.91")
    assert once.before is None
    twice = inserted("partner-relay", once.text, domains="bad.example", relay="192.0.2.92:26")
    assert twice.before == 1
    assert found_in(twice.text) == []
    assert decision(twice.text, "good.example") == "send 192.0.2.91"
    assert decision(twice.text, "bad.example") == "send 192.0.2.92:26"
    assert decision(twice.text, "other.example", retries=1) == "fail"


def test_a_hook_of_overrides_goes_on_working(decision):
    own = 'function GetOverrides(domain)\n    if domain == "good.example" then return { "192.0.2.80" } end\nend\n'
    merged = inserted("misspelt-domains", own, domains="bad.example").text
    assert decision(merged, "good.example") == "send 192.0.2.80"
    assert decision(merged, "bad.example") == "fail"


def test_the_text_around_it_stays_as_it_is():
    merged = inserted("avoid-servers", f"-- Ours.\n-- Second line.\n\n{HELD}", hosts="avoided.example").text
    assert merged == (
        "-- Ours.\n-- Second line.\n\n"
        "-- Recipe: Never use certain servers.\nlocal is_avoided\ndo\n"
        '    local AVOIDED = {\n        ["avoided.example"] = true,\n    }\n\n'
        "    function is_avoided(mxserver)\n        local name = mxserver\n        while name do\n"
        "            if AVOIDED[name] then\n"
        '                print(mxserver .. " is avoided: " .. name .. " is on the list")\n'
        '                return true\n            end\n            name = name:match("%.(.+)$")\n        end\n'
        "        return false\n    end\nend\n\n"
        f"{CHECK}\n    if is_avoided(mxserver) then\n        return false\n    end\n    return false, 7\nend\n"
    )


def test_line_ends_are_those_of_the_script():
    merged = inserted("hold-provider", HELD.replace("\n", "\r\n")).text
    assert merged.count("\n") == merged.count("\r\n") > 40


REFUSED = {
    "local function CheckServer() end\nprint(CheckServer)\n": "CheckServer is local in line 1",
    "local CheckServer\nfunction CheckServer() return false end\n": "CheckServer is local in line 1",
    "\n_G.CheckServer = print\n": "Line 2 sets CheckServer through a table of globals",
    '_ENV["CheckServer"] = print\n': "Line 1 sets CheckServer through a table of globals",
    "CheckServer = nil\n": "Line 1 gives CheckServer a value in an unusual way",
    "a, CheckServer = print, print\n": "Line 1 gives CheckServer a value in an unusual way",
    "function CheckServer(a, a) return a end\n": "Two parameters of CheckServer have the same name in line 1",
    "function CheckServer(\n": "The script cannot be understood in line 1",
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items())
def test_what_cannot_be_merged_safely_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(Refusal, match=r"^[A-Z].*[.]$") as refused:
        inserted("avoid-servers", text)
    assert sentence in str(refused.value)
    assert refused.value.line


def test_a_syntax_error_is_told_with_its_line():
    problem = SyntaxProblem(message="'end' expected near <eof>", line=3)
    broken = Script(b"if x then\n\n", version=versions.CURRENT, problem=problem, catalogue=None)
    with pytest.raises(Refusal, match=r"error in line 3: 'end' expected near <eof>\. Correct it first"):
        insert(RECIPES["dead-server"], values_of("dead-server"), broken)


CORRECT = sorted(Path("tests/lint/correct").glob("*.lua"))


@pytest.mark.parametrize(("number", "path"), list(enumerate(CORRECT)), ids=[path.stem for path in CORRECT])
def test_scripts_of_administrators_take_recipes(number, path, sandbox):
    """Each with one of the recipes in turn: it loads, and the linter has nothing new to say."""
    text = path.read_text(encoding="utf-8")
    recipe = list(RECIPES.values())[number % len(RECIPES)]
    merged = inserted(recipe.slug, text).text
    new = {each for each in set(found_in(merged)) - set(found_in(text)) if not each.endswith("information")}
    assert new == set()
    with sandbox.open(merged.encode(), trace=False) as session, sandbox.open(text.encode(), trace=False) as before:
        assert str(session.loaded.error) == str(before.loaded.error) == "None"


def test_a_name_of_the_script_is_never_the_recipes():
    text = "function is_avoided() return 1 end\nis_avoided_2 = 5\n"
    merged = inserted("avoid-servers", text).text
    assert "local is_avoided_3\n" in merged
    assert "function is_avoided_3(mxserver)" in merged
    assert "if is_avoided_3(mxserver) then" in merged
    assert script(merged).problem is None
