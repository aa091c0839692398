"""Refuse misspelt domains at once."""

from rules.recipes.lua_text import fill, keys
from rules.recipes.parameters import Domains, Values
from rules.recipes.recipe import Call, Example, Recipe, words
from rules.scenarios.expectation import Expectation
from rules.vpop3.decision import Kind
from rules.vpop3.hooks import HookName

_LUA = """\
local MISSPELT = <domains>

function is_misspelt(domain)
    if MISSPELT[domain] then
        print(domain .. " is on the list of misspelt domains")
        return true
    end
    return false
end
"""


def _lua(values: Values) -> str:
    return fill(_LUA, domains=keys(words(values, "domains")))


def _examples(values: Values) -> tuple[Example, ...]:
    misspelt = words(values, "domains")[0]
    return (
        Example(name="A misspelt domain fails at once", expected=Expectation(kind=Kind.FAIL), domain=misspelt),
        Example(name="Another domain is looked up", expected=Expectation(kind=Kind.SEND), domain="elsewhere.invalid"),
    )


RECIPE = Recipe(
    slug="misspelt-domains",
    title="Refuse misspelt domains at once",
    summary="Tell the sender today that the address is wrong, not after three days of retries.",
    explanation="Mail to a domain in the list fails at once, as if it had no mail servers, and the sender gets"
    " the message back. The usual misspellings of large providers belong to somebody else, who may"
    " read the mail or never answer.",
    limits="No hook can choose the words of the report: it says that the domain has no mail server.",
    parameters=(
        Domains(
            name="domains",
            label="Misspelt domains",
            default=("gmial.com", "gmai.com", "gnail.com", "hotmial.com", "hotmai.com", "outlok.com", "yaho.com"),
            help="One a line, or as pasted.",
        ),
    ),
    call=Call(
        hook=HookName.GET_OVERRIDES,
        function="is_misspelt",
        arguments=("domain",),
        answer="{}, false",
    ),
    lua=_lua,
    examples=_examples,
)
