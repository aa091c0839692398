"""Care for bulk mail, so that it does not spoil ordinary mail."""

from rules.recipes.lua_text import PROVIDER_OF, QUOTED, fill, keys
from rules.recipes.parameters import Names, Values, Whole
from rules.recipes.recipe import Call, Example, Recipe, whole, words
from rules.scenarios.expectation import Expectation
from rules.vpop3.decision import Kind
from rules.vpop3.hooks import HookName

_LUA = """\
local BULK = <names>
local MINUTES = <minutes> -- within this time, a provider gets ...
local ATTEMPTS = <attempts> -- ... fewer attempts than this before bulk mail follows ...
local FAILURES = <failures> -- ... and has answered "not now" (4xx) at most so often
local HOLD_MINUTES = <hold>

<quoted>

<provider_of>

function minutes_for_bulk(mxserver)
    if not BULK[ConnectionName] then
        return nil
    end
    local provider = provider_of(mxserver)
    local rows = VPOP3.PostgresQuery(
        "SELECT COUNT(*) AS attempts, COUNT(CASE WHEN result LIKE '4%' THEN 1 END) AS failures"
        .. " FROM outqueue.sendattempts"
        .. " WHERE starttime > CURRENT_TIMESTAMP - INTERVAL '" .. MINUTES .. " minutes'"
        .. " AND RIGHT('.' || server, " .. #provider + 1 .. ") = " .. quoted("." .. provider))
    if not rows or not rows[1] then
        return HOLD_MINUTES -- the queue did not answer: bulk mail has time
    end
    if tonumber(rows[1].attempts) >= ATTEMPTS or tonumber(rows[1].failures) > FAILURES then
        print(ConnectionName .. " waits: " .. rows[1].attempts .. " attempts at " .. provider)
        return HOLD_MINUTES
    end
    return nil
end
"""


def _lua(values: Values) -> str:
    numbers = {name: whole(values, name) for name in ("minutes", "attempts", "failures", "hold")}
    names = keys(words(values, "names"))
    return fill(_LUA, names=names, quoted=QUOTED, provider_of=PROVIDER_OF, **numbers)


def _examples(values: Values) -> tuple[Example, ...]:
    names = words(values, "names")
    bulk = {"connection_name": names[0]}
    busy = {"attempts": str(whole(values, "attempts")), "failures": "0"}
    throttled = {"attempts": "0", "failures": str(whole(values, "failures") + 1)}
    calm = {"attempts": "0", "failures": "0"}
    held, send = Expectation(kind=Kind.HOLD, hold_minutes=whole(values, "hold")), Expectation(kind=Kind.SEND)
    other = "Main" if "Main" not in names else "".join(names)
    return (
        Example(name="Bulk mail waits while a provider is busy", expected=held, inputs=bulk, rows=(("", busy),)),
        Example(name="Bulk mail waits after “not now”", expected=held, inputs=bulk, rows=(("", throttled),)),
        Example(name="Bulk mail goes while it is calm", expected=send, inputs=bulk, rows=(("", calm),)),
        Example(
            name="Ordinary mail never waits for it",
            expected=send,
            inputs={"connection_name": other[:100]},
            rows=(("", busy),),
        ),
    )


RECIPE = Recipe(
    slug="bulk-mail",
    title="Care for bulk mail of a sender's domain",
    summary="Newsletters keep a distance, so that ordinary mail is not throttled because of them.",
    explanation="Bulk mail waits while a provider has had many attempts lately, from any mail of yours, or has"
    " said “not now” even a few times. Ordinary mail goes on.",
    limits="No hook is told who sent a message, so a rule cannot see the sender's domain. Give bulk mail its"
    " own Sender in VPOP3, chosen there by the sender's domain: from VPOP3 8.8 the script knows it by"
    " the name of that Sender. Before 8.8 the recipe does nothing.",
    parameters=(
        Names(
            name="names",
            label="Senders of bulk mail",
            default=("Bulk",),
            help="One a line, exactly as VPOP3 names them, with capitals and spaces.",
        ),
        Whole(name="minutes", label="Within the last", default=15, lowest=1, highest=1_440, unit="minutes"),
        Whole(
            name="attempts",
            label="a provider has had fewer than",
            default=100,
            lowest=1,
            highest=100_000,
            unit="attempts",
        ),
        Whole(
            name="failures", label="and has said “not now” at most", default=0, lowest=0, highest=1_000, unit="times"
        ),
        Whole(name="hold", label="Otherwise hold for", default=15, lowest=1, highest=1_440, unit="minutes"),
    ),
    call=Call(
        hook=HookName.CHECK_SERVER,
        function="minutes_for_bulk",
        arguments=("mxserver",),
        value="bulk_minutes",
        answer="false, bulk_minutes",
    ),
    lua=_lua,
    examples=_examples,
)
