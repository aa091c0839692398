"""Send the mail of one Sender through its own relay."""

from rules.recipes.lua_text import fill, keys, servers
from rules.recipes.parameters import Names, Relay, Values
from rules.recipes.recipe import Call, Example, Recipe, word, words
from rules.scenarios.expectation import Expectation
from rules.vpop3.decision import Kind
from rules.vpop3.hooks import HookName

_LUA = """\
local SENDERS = <names>
local RELAYS = <relays> -- the lowest number is tried first

function relays_of_sender()
    if SENDERS[ConnectionName] then
        return RELAYS
    end
    return nil
end
"""


def _lua(values: Values) -> str:
    relays = servers(word(values, "relay"), word(values, "second"))
    return fill(_LUA, names=keys(words(values, "names")), relays=relays)


def _rejects(values: Values) -> dict[str, str]:
    if word(values, "relay") == word(values, "second"):
        return {"second": "The second relay is the first one: leave it empty, or enter another."}
    return {}


def _examples(values: Values) -> tuple[Example, ...]:
    relays = tuple(filter(None, (word(values, "relay"), word(values, "second"))))
    through = Expectation(kind=Kind.SEND, servers=relays)
    usual = Expectation(kind=Kind.SEND, servers=("mx1.customer.example", "mx2.customer.example"))
    names = words(values, "names")
    other = next(
        name for name in ("Main", "Other", "Third", "Fourth", *names) if name not in names or name == names[-1]
    )
    return (
        Example(
            name="This Sender's mail takes the relay",
            expected=through,
            inputs={"connection_name": names[0]},
            hosts=relays,
        ),
        Example(name="Another Sender's does not", expected=usual, inputs={"connection_name": other}),
    )


RECIPE = Recipe(
    slug="by-connection",
    title="By connection: one Sender through its own relay",
    summary="Mail of one of VPOP3's Senders takes another way than all other mail.",
    explanation="VPOP3 8.8 tells the script which of its Senders has the message, by the global ConnectionName."
    " Mail of the Senders in the list goes to the relay; all other mail goes its usual way.",
    limits="Before VPOP3 8.8 there is no ConnectionName: then the recipe does nothing.",
    parameters=(
        Names(
            name="names",
            label="Senders",
            default=("Backup line",),
            help="One a line, exactly as VPOP3 names them, with capitals and spaces.",
        ),
        Relay(name="relay", label="Relay", default="smarthost.example.com", help="host or host:port"),
        Relay(name="second", label="Second relay", optional=True, help="Used when the first does not answer."),
    ),
    call=Call(
        hook=HookName.GET_OVERRIDES,
        function="relays_of_sender",
        arguments=(),
        value="sender_relays",
        answer="sender_relays, true",
    ),
    lua=_lua,
    examples=_examples,
    rejects=_rejects,
)
