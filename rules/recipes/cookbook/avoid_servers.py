"""Never use certain servers."""

from rules.recipes.lua_text import fill, keys
from rules.recipes.parameters import Hosts, Values
from rules.recipes.recipe import Call, Example, Recipe, words
from rules.scenarios.expectation import Expectation
from rules.vpop3.decision import Kind
from rules.vpop3.hooks import HookName

_LUA = """\
local AVOIDED = <hosts>

function is_avoided(mxserver)
    local name = mxserver
    while name do
        if AVOIDED[name] then
            print(mxserver .. " is avoided: " .. name .. " is on the list")
            return true
        end
        name = name:match("%.(.+)$")
    end
    return false
end
"""


def _examples(values: Values) -> tuple[Example, ...]:
    domain = "sub." + words(values, "hosts")[0]
    usual = Expectation(kind=Kind.SEND, servers=("mx1.elsewhere.invalid", "mx2.elsewhere.invalid"))
    return (
        Example(
            name="A server on the list is not used",
            expected=Expectation(kind=Kind.HOLD, hold_minutes=None),
            domain=domain,
        ),
        Example(name="Other servers are used", expected=usual, domain="elsewhere.invalid"),
    )


RECIPE = Recipe(
    slug="avoid-servers",
    title="Never use certain servers",
    summary="Skip a backup server that loses mail, or a provider that must not get any.",
    explanation="The servers in the list, and all servers below these names, are never used. Mail goes to the"
    " destination's other servers; where it has none, it waits in the queue until it comes back to the"
    " sender.",
    limits="Before VPOP3 8.8, mail for a destination without another server fails at once.",
    parameters=(
        Hosts(
            name="hosts",
            label="Servers, or domains of servers",
            default=("backup-mx.example.net",),
            help="One a line; example.net stands for mx1.example.net too.",
        ),
    ),
    call=Call(hook=HookName.CHECK_SERVER, function="is_avoided", arguments=("mxserver",), answer="false"),
    lua=lambda values: fill(_LUA, hosts=keys(words(values, "hosts"))),
    examples=_examples,
)
