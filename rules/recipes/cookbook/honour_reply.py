"""Wait as long as the server's reply asks for."""

from rules.recipes.lua_text import QUOTED, fill
from rules.recipes.parameters import Values, Whole
from rules.recipes.recipe import Call, Example, Recipe, whole
from rules.scenarios.expectation import Expectation
from rules.vpop3.decision import Kind
from rules.vpop3.hooks import HookName

_LUA = """\
local LONGEST_MINUTES = <longest> -- no reply makes mail wait longer
local MORE_MINUTES = <more> -- for clocks that differ

local BEFORE = { "again in ", "again after ", "retry in ", "retry after ", "wait ", "wait for " }
local MINUTES_OF = { s = 1 / 60, m = 1, h = 60 } -- seconds, minutes, hours

<quoted>

-- "450 4.7.1 Please try again in 5 minutes" asks for 5.
local function asked_minutes(reply)
    local words = reply:lower():gsub("at least ", ""):gsub("about ", "")
    for _, before in ipairs(BEFORE) do
        local count, unit = words:match(before .. "(%d+) ?([smh])")
        if count then
            return tonumber(count) * MINUTES_OF[unit]
        end
    end
    return nil
end

function minutes_asked_for(mxserver)
    local rows = VPOP3.PostgresQuery(
        "SELECT result, EXTRACT(EPOCH FROM CURRENT_TIMESTAMP - starttime) / 60 AS minutes_ago"
        .. " FROM outqueue.sendattempts WHERE server = " .. quoted(mxserver)
        .. " AND starttime > CURRENT_TIMESTAMP - INTERVAL '" .. LONGEST_MINUTES .. " minutes'"
        .. " ORDER BY starttime DESC LIMIT 1")
    if not rows or not rows[1] or not rows[1].result or rows[1].result:sub(1, 1) ~= "4" then
        return nil -- its last answer was not "not now"
    end
    local asked = asked_minutes(rows[1].result)
    if not asked then
        return nil
    end
    local left = math.min(asked + MORE_MINUTES, LONGEST_MINUTES) - tonumber(rows[1].minutes_ago)
    if left > 0 then
        print(mxserver .. " asked for " .. asked .. " minutes")
        return math.ceil(left)
    end
    return nil
end
"""


def _lua(values: Values) -> str:
    return fill(_LUA, quoted=QUOTED, **values)


def _examples(values: Values) -> tuple[Example, ...]:
    asked = {"result": "450 4.7.1 Too many messages, please try again in 17 minutes", "minutes_ago": "0.5"}
    late = {"result": "450 4.7.1 Too many messages, please try again in 30 seconds", "minutes_ago": "4000"}
    plain = {"result": "450 4.7.1 Too many messages (17 minutes)", "minutes_ago": "0.5"}
    send = Expectation(kind=Kind.SEND)
    minutes = min(17 + whole(values, "more"), whole(values, "longest"))
    return (
        Example(
            name="A server is given the time that it asked for",
            expected=Expectation(kind=Kind.HOLD, hold_minutes=minutes),
            rows=(("sendattempts", asked),),
        ),
        Example(name="The time that it asked for is over", expected=send, rows=(("", late),)),
        Example(name="A reply that asks for no time", expected=send, rows=(("", plain),)),
    )


RECIPE = Recipe(
    slug="honour-reply",
    title="Wait as long as the reply asks",
    summary="When a server says “try again in 5 minutes”, do exactly that.",
    explanation="Reads the last reply of the server. When it is 4xx and says “try again in”, “retry after” or"
    " “wait” with a number of seconds, minutes or hours, mail for this server waits for that long,"
    " counted from the attempt.",
    limits="The reply was given to one message; the hook knows the server only, so other messages for it"
    " wait too. Greylisting asks for a time as well: the trial on your history shows what that would"
    " cost.",
    parameters=(
        Whole(name="longest", label="Never wait longer than", default=240, lowest=1, highest=1_440, unit="minutes"),
        Whole(name="more", label="and wait a little more", default=1, lowest=0, highest=60, unit="minutes"),
    ),
    call=Call(
        hook=HookName.CHECK_SERVER,
        function="minutes_asked_for",
        arguments=("mxserver",),
        value="asked_for_minutes",
        answer="false, asked_for_minutes",
    ),
    lua=_lua,
    examples=_examples,
)
