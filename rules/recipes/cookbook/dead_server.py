"""Skip a server that has been dead for a while."""

from rules.recipes.lua_text import QUOTED, fill
from rules.recipes.parameters import Values, Whole
from rules.recipes.recipe import Call, Example, Recipe, whole
from rules.scenarios.expectation import Expectation
from rules.vpop3.decision import Kind
from rules.vpop3.hooks import HookName

_LUA = """\
local ATTEMPTS = <attempts> -- at least so many attempts, and no answer to any of them ...
local MINUTES = <minutes> -- ... within this time
local HOLD_MINUTES = <hold> -- where the destination has no other server

<quoted>

function minutes_for_dead_server(mxserver)
    local rows = VPOP3.PostgresQuery(
        "SELECT COUNT(*) AS attempts, COUNT(CASE WHEN LEFT(result, 1) IN ('2', '3', '4', '5') THEN 1 END) AS answers"
        .. " FROM outqueue.sendattempts WHERE server = " .. quoted(mxserver)
        .. " AND starttime > CURRENT_TIMESTAMP - INTERVAL '" .. MINUTES .. " minutes'")
    if not rows or not rows[1] then
        return nil
    end
    if tonumber(rows[1].attempts) >= ATTEMPTS and tonumber(rows[1].answers) == 0 then
        print(mxserver .. " has not answered for " .. MINUTES .. " minutes")
        return HOLD_MINUTES
    end
    return nil
end
"""


def _lua(values: Values) -> str:
    return fill(_LUA, quoted=QUOTED, **values)


def _examples(values: Values) -> tuple[Example, ...]:
    attempts = whole(values, "attempts")
    dead = {"attempts": str(attempts), "answers": "0"}
    alive = {"attempts": str(attempts), "answers": "1"}
    other = Expectation(kind=Kind.SEND, servers=("mx2.customer.example",))
    held = Expectation(kind=Kind.HOLD, hold_minutes=whole(values, "hold"))
    return (
        Example(
            name="Mail for a dead server waits where there is no other", expected=held, rows=(("sendattempts", dead),)
        ),
        Example(
            name="A dead server is skipped", expected=other, rows=(("mx1.customer.example", dead), ("mx2.", alive))
        ),
        Example(name="One answer is enough", expected=Expectation(kind=Kind.SEND), rows=(("", alive),)),
    )


RECIPE = Recipe(
    slug="dead-server",
    title="Skip a server that has been dead for an hour",
    summary="Do not wait again and again for a server that has given no answer at all.",
    explanation="A server that got some attempts in the last hour and answered none of them (no connection, a"
    " timeout) is skipped: mail goes to the destination's next server at once. Where there is no"
    " other, it waits. When the attempts are older than the time, the server is tried again, so it"
    " comes back by itself.",
    parameters=(
        Whole(name="attempts", label="Attempts without an answer", default=3, lowest=1, highest=1_000),
        Whole(name="minutes", label="Within the last", default=60, lowest=5, highest=1_440, unit="minutes"),
        Whole(
            name="hold",
            label="Without another server, hold for",
            default=30,
            lowest=1,
            highest=1_440,
            unit="minutes",
        ),
    ),
    call=Call(
        hook=HookName.CHECK_SERVER,
        function="minutes_for_dead_server",
        arguments=("mxserver",),
        value="dead_minutes",
        answer="false, dead_minutes",
    ),
    lua=_lua,
    examples=_examples,
)
