"""Hold a message longer with each retry."""

from rules.recipes.lua_text import QUOTED, fill
from rules.recipes.parameters import Values, Whole
from rules.recipes.recipe import Call, Example, Recipe, whole
from rules.scenarios.expectation import Expectation
from rules.vpop3.decision import Kind
from rules.vpop3.hooks import HookName

_LUA = """\
local FIRST_MINUTES = <first> -- after the first retry ...
local FACTOR = <factor> -- ... and this many times longer with each one more ...
local LONGEST_MINUTES = <longest> -- ... but never longer than this

<quoted>

function minutes_for_retries(mxserver, numRetries)
    if numRetries < 1 then
        return nil
    end
    local rows = VPOP3.PostgresQuery(
        "SELECT result, EXTRACT(EPOCH FROM CURRENT_TIMESTAMP - starttime) / 60 AS minutes_ago"
        .. " FROM outqueue.sendattempts WHERE server = " .. quoted(mxserver)
        .. " AND starttime > CURRENT_TIMESTAMP - INTERVAL '" .. LONGEST_MINUTES .. " minutes'"
        .. " ORDER BY starttime DESC LIMIT 1")
    if not rows or not rows[1] or not rows[1].result or rows[1].result:sub(1, 1) ~= "4" then
        return nil -- its last answer was not "not now"
    end
    local wait = math.min(FIRST_MINUTES * FACTOR ^ (numRetries - 1), LONGEST_MINUTES)
    local left = wait - tonumber(rows[1].minutes_ago)
    if left > 0 then
        print(mxserver .. ": retry " .. numRetries .. " waits for " .. wait .. " minutes after the last failure")
        return math.ceil(left)
    end
    return nil
end
"""


def _lua(values: Values) -> str:
    return fill(_LUA, quoted=QUOTED, **values)


def _rejects(values: Values) -> dict[str, str]:
    if whole(values, "longest") < whole(values, "first"):
        return {"longest": "The longest hold cannot be shorter than the first one."}
    return {}


def _examples(values: Values) -> tuple[Example, ...]:
    minutes = min(whole(values, "first") * whole(values, "factor") ** 2, whole(values, "longest"))
    failed = {"result": "451 4.7.1 Try again later", "minutes_ago": "0.5"}
    delivered = {"result": "250 2.0.0 Ok", "minutes_ago": "0.5"}
    send = Expectation(kind=Kind.SEND)
    return (
        Example(
            name="The third retry waits longer",
            expected=Expectation(kind=Kind.HOLD, hold_minutes=minutes),
            inputs={"retries": 3},
            rows=(("sendattempts", failed),),
        ),
        Example(name="The first try does not wait", expected=send, rows=(("", failed),)),
        Example(name="After a delivery nothing waits", expected=send, inputs={"retries": 3}, rows=(("", delivered),)),
    )


RECIPE = Recipe(
    slug="growing-hold",
    title="Grow the hold with each retry",
    summary="After “not now”, wait longer with each retry, so that a busy server gets room.",
    explanation="When the last attempt at the server failed for now (4xx), a message that has been retried waits:"
    " first for the shortest time, then for a multiple of it with each further retry, up to the"
    " longest. The time counts from the last attempt, and a delivery in between ends it.",
    parameters=(
        Whole(name="first", label="After the first retry", default=10, lowest=1, highest=1_440, unit="minutes"),
        Whole(name="factor", label="With each one more", default=2, lowest=1, highest=10, unit="times longer"),
        Whole(name="longest", label="At most", default=120, lowest=1, highest=4_320, unit="minutes"),
    ),
    call=Call(
        hook=HookName.CHECK_SERVER,
        function="minutes_for_retries",
        arguments=("mxserver", "numRetries"),
        value="retry_minutes",
        answer="false, retry_minutes",
    ),
    lua=_lua,
    examples=_examples,
    rejects=_rejects,
)
