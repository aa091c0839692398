"""Send a partner's mail through the relay that it asked for."""

from rules.recipes.lua_text import fill, keys, servers
from rules.recipes.parameters import Domains, Relay, Values
from rules.recipes.recipe import Call, Example, Recipe, word, words
from rules.scenarios.expectation import Expectation
from rules.vpop3.decision import Kind
from rules.vpop3.hooks import HookName

_LUA = """\
local DOMAINS = <domains>
local RELAYS = <relays> -- the lowest number is tried first

function relays_of_partner(domain)
    if DOMAINS[domain] then
        return RELAYS
    end
    return nil
end
"""


def _lua(values: Values) -> str:
    relays = servers(word(values, "relay"), word(values, "second"))
    return fill(_LUA, domains=keys(words(values, "domains")), relays=relays)


def _rejects(values: Values) -> dict[str, str]:
    if word(values, "relay") == word(values, "second"):
        return {"second": "The second relay is the first one: leave it empty, or enter another."}
    return {}


def _examples(values: Values) -> tuple[Example, ...]:
    relays = tuple(filter(None, (word(values, "relay"), word(values, "second"))))
    through = Expectation(kind=Kind.SEND, servers=relays)
    usual = Expectation(kind=Kind.SEND, servers=("mx1.elsewhere.invalid", "mx2.elsewhere.invalid"))
    partner = words(values, "domains")[0]
    return (
        Example(name="A partner's mail takes the relay", expected=through, domain=partner, hosts=relays),
        Example(name="Other mail does not", expected=usual, domain="elsewhere.invalid"),
    )


RECIPE = Recipe(
    slug="partner-relay",
    title="Send a partner's mail through a relay",
    summary="For some domains, use a certain server instead of what DNS says.",
    explanation="For the domains in the list, the relay replaces their MX servers, with a port other than 25 if"
    " it has one. All other mail goes its usual way. Subdomains count only when they are listed.",
    limits="A relay that needs a user name and a password is not offered, because everybody who may read the"
    " script would read them: let it accept your address instead.",
    parameters=(
        Domains(name="domains", label="Domains", default=("partner.example",), help="One a line, or as pasted."),
        Relay(name="relay", label="Relay", default="relay.partner.example:2525", help="host or host:port"),
        Relay(name="second", label="Second relay", optional=True, help="Used when the first does not answer."),
    ),
    call=Call(
        hook=HookName.GET_OVERRIDES,
        function="relays_of_partner",
        arguments=("domain",),
        value="partner_relays",
        answer="partner_relays, true",
    ),
    lua=_lua,
    examples=_examples,
    rejects=_rejects,
)
