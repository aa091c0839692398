"""Raise the number of messages for a provider slowly."""

from datetime import UTC, datetime, time

from rules.recipes.lua_text import PROVIDER_OF, QUOTED, fill
from rules.recipes.parameters import Day, Values, Whole
from rules.recipes.recipe import Call, Example, Recipe, day, whole
from rules.scenarios.expectation import Expectation
from rules.vpop3.decision import Kind
from rules.vpop3.hooks import HookName

_LUA = """\
local START = os.time({ year = <year>, month = <month>, day = <day>, hour = 0 })
local FIRST = <first> -- attempts in an hour at each provider, on the first day ...
local GROWTH = 1 + <growth> / 100 -- ... so many times more on each further day ...
local MOST = <most> -- ... up to this number
local HOLD_MINUTES = <hold>

<quoted>

<provider_of>

function minutes_of_warm_up(mxserver)
    local days = math.max(0, math.floor((os.time() - START) / (24 * 60 * 60)))
    local limit = math.min(math.floor(FIRST * GROWTH ^ days), MOST)
    local provider = provider_of(mxserver)
    local rows = VPOP3.PostgresQuery(
        "SELECT COUNT(*) AS attempts FROM outqueue.sendattempts"
        .. " WHERE starttime > CURRENT_TIMESTAMP - INTERVAL '1 hour'"
        .. " AND RIGHT('.' || server, " .. #provider + 1 .. ") = " .. quoted("." .. provider))
    if rows and rows[1] and tonumber(rows[1].attempts) >= limit then
        print(provider .. " has had its " .. limit .. " attempts of this hour")
        return HOLD_MINUTES
    end
    return nil
end
"""


def _lua(values: Values) -> str:
    start = day(values, "start")
    numbers = {name: whole(values, name) for name in ("first", "growth", "most", "hold")}
    parts = {"year": start.year, "month": start.month, "day": start.day, **numbers}
    return fill(_LUA, quoted=QUOTED, provider_of=PROVIDER_OF, **parts)


def _rejects(values: Values) -> dict[str, str]:
    if whole(values, "most") < whole(values, "first"):
        return {"most": "The limit at the end cannot be lower than that of the first day."}
    return {}


def _examples(values: Values) -> tuple[Example, ...]:
    noon = {"clock": datetime.combine(day(values, "start"), time(12), tzinfo=UTC)}
    first = whole(values, "first")
    full, free = {"attempts": str(first)}, {"attempts": str(first - 1)}
    held = Expectation(kind=Kind.HOLD, hold_minutes=whole(values, "hold"))
    return (
        Example(name="The first day's limit is reached", expected=held, inputs=noon, rows=(("sendattempts", full),)),
        Example(name="Below the limit", expected=Expectation(kind=Kind.SEND), inputs=noon, rows=(("", free),)),
    )


RECIPE = Recipe(
    slug="warm-up",
    title="Warm up: a limit by hour and provider that grows",
    summary="From a new address, send a provider little at first, and more every day.",
    explanation="Providers distrust an address that suddenly sends much. On the first day each provider gets at"
    " most this many attempts in an hour, and every day some more, up to a limit that stays. What is"
    " above it waits and is tried again. Servers of one registered domain are one provider.",
    limits="Attempts are counted once they are in the queue's history: messages that are being sent at the"
    " same moment are not yet, so an hour can have a few more.",
    parameters=(
        Day(name="start", label="First day"),
        Whole(name="first", label="On the first day", default=50, lowest=1, highest=100_000, unit="attempts an hour"),
        Whole(name="growth", label="Each day", default=30, lowest=1, highest=900, unit="% more"),
        Whole(name="most", label="At the end", default=5_000, lowest=1, highest=1_000_000, unit="attempts an hour"),
        Whole(name="hold", label="Hold what is above it for", default=10, lowest=1, highest=1_440, unit="minutes"),
    ),
    call=Call(
        hook=HookName.CHECK_SERVER,
        function="minutes_of_warm_up",
        arguments=("mxserver",),
        value="warm_up_minutes",
        answer="false, warm_up_minutes",
    ),
    lua=_lua,
    examples=_examples,
    rejects=_rejects,
)
