"""Ask DNS afresh after a failure."""

from rules.recipes.lua_text import fill
from rules.recipes.parameters import Values, Whole
from rules.recipes.recipe import Call, Example, Recipe, whole
from rules.scenarios.expectation import Expectation
from rules.vpop3.decision import Kind
from rules.vpop3.hooks import HookName

_LUA = """\
local RETRIES = <retries>

function wants_fresh_dns(numRetries)
    return numRetries >= RETRIES
end
"""


def _examples(values: Values) -> tuple[Example, ...]:
    send = Expectation(kind=Kind.SEND, servers=("mx1.customer.example", "mx2.customer.example"))
    retries = whole(values, "retries")
    return (
        Example(name="A retry asks DNS afresh and is sent", expected=send, inputs={"retries": retries}),
        Example(name="An earlier try is sent as well", expected=send, inputs={"retries": retries - 1}),
    )


RECIPE = Recipe(
    slug="fresh-dns",
    title="Ask DNS afresh after a failure",
    summary="A destination may have moved: do not retry at a server that only the cache still knows.",
    explanation="After this many retries VPOP3 looks up the destination's servers again, instead of using what"
    " its DNS cache remembers.",
    parameters=(Whole(name="retries", label="From retry", default=1, lowest=1, highest=1_000),),
    call=Call(
        hook=HookName.GET_CHECK_CACHE,
        function="wants_fresh_dns",
        arguments=("numRetries",),
        answer="false",
    ),
    lua=lambda values: fill(_LUA, **values),
    examples=_examples,
)
