"""Hold mail for a provider that throttles."""

from rules.recipes.lua_text import PROVIDER_OF, QUOTED, fill
from rules.recipes.parameters import Values, Whole
from rules.recipes.recipe import Call, Example, Recipe, whole
from rules.scenarios.expectation import Expectation
from rules.vpop3.decision import Kind
from rules.vpop3.hooks import HookName

_LUA = """\
local LIMIT = <failures> -- transient failures (4xx) that are still all right ...
local SHARE = <share> / 100 -- ... or this share of the attempts ...
local MINUTES = <minutes> -- ... within this time
local HOLD_MINUTES = <hold>

<quoted>

<provider_of>

function minutes_for_throttling(mxserver)
    local provider = provider_of(mxserver)
    local rows = VPOP3.PostgresQuery(
        "SELECT COUNT(*) AS attempts, COUNT(CASE WHEN result LIKE '4%' THEN 1 END) AS failures"
        .. " FROM outqueue.sendattempts"
        .. " WHERE starttime > CURRENT_TIMESTAMP - INTERVAL '" .. MINUTES .. " minutes'"
        .. " AND RIGHT('.' || server, " .. #provider + 1 .. ") = " .. quoted("." .. provider))
    if not rows or not rows[1] then
        return nil -- the queue did not answer: nothing speaks against the provider
    end
    local attempts, failures = tonumber(rows[1].attempts), tonumber(rows[1].failures)
    if failures > LIMIT and failures > attempts * SHARE then
        print(provider .. ": " .. failures .. " of " .. attempts .. " attempts failed within " .. MINUTES .. " minutes")
        return HOLD_MINUTES
    end
    return nil
end
"""


def _lua(values: Values) -> str:
    return fill(_LUA, quoted=QUOTED, provider_of=PROVIDER_OF, **values)


def _examples(values: Values) -> tuple[Example, ...]:
    failures = whole(values, "failures") + 1
    throttled = {"attempts": str(failures), "failures": str(failures)}
    calm = {"attempts": "1000000", "failures": str(failures - 1)}
    held = Expectation(kind=Kind.HOLD, hold_minutes=whole(values, "hold"))
    return (
        Example(name="A provider that throttles is left alone", expected=held, rows=(("sendattempts", throttled),)),
        Example(name="A few failures are all right", expected=Expectation(kind=Kind.SEND), rows=(("", calm),)),
    )


RECIPE = Recipe(
    slug="hold-provider",
    title="Hold mail for a provider that throttles",
    summary="When a provider answers “not now” too often, leave all of its servers alone for a while.",
    explanation="Counts how many of the latest attempts at all servers of a provider ended with a reply 4xx. When"
    " they are more than you allow, and also the larger part, mail for this provider waits in the"
    " queue, and no further attempt makes the provider angrier. Servers of one registered domain are"
    " one provider.",
    parameters=(
        Whole(name="failures", label="Failures that are all right", default=5, lowest=0, highest=10_000),
        Whole(
            name="share",
            label="or this share of all",
            default=50,
            lowest=0,
            highest=99,
            unit="%",
            help="Both must be exceeded: a busy provider is not held for a few failures.",
        ),
        Whole(name="minutes", label="Within the last", default=15, lowest=1, highest=1_440, unit="minutes"),
        Whole(name="hold", label="Hold for", default=10, lowest=1, highest=1_440, unit="minutes"),
    ),
    call=Call(
        hook=HookName.CHECK_SERVER,
        function="minutes_for_throttling",
        arguments=("mxserver",),
        value="throttled_minutes",
        answer="false, throttled_minutes",
    ),
    lua=_lua,
    examples=_examples,
)
