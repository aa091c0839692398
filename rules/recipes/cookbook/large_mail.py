"""Send large mail outside of office hours."""

from datetime import UTC, datetime

from rules.recipes.lua_text import fill
from rules.recipes.parameters import Option, Values, Whole
from rules.recipes.recipe import Call, Example, Recipe, whole, word
from rules.scenarios.expectation import Expectation
from rules.vpop3.decision import Kind
from rules.vpop3.hooks import HookName

WORKDAYS, EVERY_DAY = "workdays", "every-day"

_LUA = """\
local LARGE = <megabytes> * 1024 * 1024 -- bytes
local OPENS, CLOSES = <opens>, <closes> -- hours, by the clock of the machine that VPOP3 runs on

function minutes_of_office_hours(messageSize)
    local now = os.date("*t")
    if messageSize <= LARGE or now.hour < OPENS or now.hour >= CLOSES<weekend> then
        return nil
    end
    print(messageSize .. " bytes wait until " .. CLOSES .. ":00")
    return (CLOSES - now.hour) * 60 - now.min
end
"""
_WEEKEND = " or now.wday == 1 or now.wday == 7"


def _lua(values: Values) -> str:
    weekend = _WEEKEND if word(values, "days") == WORKDAYS else ""
    numbers = {name: whole(values, name) for name in ("megabytes", "opens", "closes")}
    return fill(_LUA, weekend=weekend, **numbers)


def _rejects(values: Values) -> dict[str, str]:
    if whole(values, "closes") <= whole(values, "opens"):
        return {"closes": "The office closes after it opens: enter a later hour."}
    return {}


def _examples(values: Values) -> tuple[Example, ...]:
    opens, closes = whole(values, "opens"), whole(values, "closes")
    size = whole(values, "megabytes") * 1024 * 1024
    monday, sunday = datetime(2026, 11, 23, opens, 30, tzinfo=UTC), datetime(2026, 11, 22, opens, 30, tzinfo=UTC)
    held = Expectation(kind=Kind.HOLD, hold_minutes=(closes - opens) * 60 - 30)
    send = Expectation(kind=Kind.SEND)
    on_sunday = send if word(values, "days") == WORKDAYS else held
    return (
        Example(name="Large mail waits for the evening", expected=held, inputs={"size": size + 1, "clock": monday}),
        Example(name="Ordinary mail goes at once", expected=send, inputs={"size": size, "clock": monday}),
        Example(name="Large mail on Sunday", expected=on_sunday, inputs={"size": size + 1, "clock": sunday}),
    )


RECIPE = Recipe(
    slug="large-mail",
    title="No large mail in office hours",
    summary="Keep the line free while people work: large messages go in the evening.",
    explanation="A message larger than you allow waits from the hour at which the office opens until the hour at"
    " which it closes. The hours are those of the machine that VPOP3 runs on. What was large yesterday"
    " goes out in the night.",
    parameters=(
        Whole(name="megabytes", label="Large is more than", default=10, lowest=1, highest=1_000, unit="MB"),
        Whole(name="opens", label="From", default=8, lowest=0, highest=23, unit="o'clock"),
        Whole(name="closes", label="until", default=18, lowest=1, highest=24, unit="o'clock"),
        Option(
            name="days",
            label="On",
            default=WORKDAYS,
            options={WORKDAYS: "Monday to Friday", EVERY_DAY: "every day"},
        ),
    ),
    call=Call(
        hook=HookName.CHECK_SERVER,
        function="minutes_of_office_hours",
        arguments=("messageSize",),
        value="office_minutes",
        answer="false, office_minutes",
    ),
    lua=_lua,
    examples=_examples,
    rejects=_rejects,
)
