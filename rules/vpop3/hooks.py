"""The hooks of VPOP3: when they are called, with which arguments, and what their answers mean."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from rules.vpop3 import versions
from rules.vpop3.versions import Version


class Basis(StrEnum):
    """The source of a fact: the vendor's documentation, or us."""

    DOCUMENTED = "documented"
    ASSUMED = "assumed"


class HookName(StrEnum):
    GET_CHECK_CACHE = "GetCheckCache"
    GET_OVERRIDES = "GetOverrides"
    CHECK_SERVER = "CheckServer"
    FINAL_OVERRIDES = "FinalOverrides"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a hook: all that the linter, the editor's completion and the trace know about it.

    `assumed` says what of it is assumed, `assumption` which of `ASSUMPTIONS` decides its value, if one does.
    `chosen_by`: the strangers who may choose its text, if any. `counts`: it is a number that is never negative.
    """

    name: str
    kind: Literal["text", "number", "boolean", "table"]
    meaning: str
    assumed: str
    assumption: str | None = None
    chosen_by: str | None = None
    counts: bool = False


NAME_FORM = "in lower case, without a dot at the end and in punycode"

DOMAIN = Parameter(
    name="domain",
    kind="text",
    meaning=f"The destination's domain, {NAME_FORM}.",
    assumed="its form is assumed",
    assumption="names",
    chosen_by="the recipient's address, which anybody may have written",
)
MX_SERVER = Parameter(
    name="mxserver",
    kind="text",
    meaning=f"The MX server asked about, {NAME_FORM}.",
    assumed="its form is assumed",
    assumption="names",
    chosen_by="someone else's DNS",
)
NUM_RETRIES = Parameter(
    name="numRetries",
    kind="number",
    meaning="How many tries the message has had: 0 at the first.",
    assumed="that it begins at 0 is assumed",
    assumption="num_retries",
    counts=True,
)
MESSAGE_SIZE = Parameter(
    name="messageSize",
    kind="number",
    meaning="The size of the message in bytes.",
    assumed="the unit is assumed",
    assumption="message_size",
    counts=True,
)
DEFAULT_RESULT = Parameter(  # the answer to it names its assumption, so the call does not
    name="defaultResult",
    kind="boolean",
    meaning="What VPOP3 would answer: true if the server's name has an address.",
    assumed="when it is true is assumed",
)
SERVERS = Parameter(
    name="servers",
    kind="table",
    meaning="The servers that are left, each with its preference.",
    assumed="all of it is assumed",
    chosen_by="someone else's DNS",
)
OF_THE_MESSAGE = (NUM_RETRIES, MESSAGE_SIZE)
"""Every hook has these, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One hook. `basis` is that of its arguments and returns; the order of the hooks is always assumed."""

    name: HookName
    since: Version
    parameters: tuple[Parameter, ...]
    returns: str
    meaning: str
    basis: Basis

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The names in the order in which VPOP3 passes the arguments."""
        return tuple(parameter.name for parameter in self.parameters)

    @property
    def signature(self) -> str:
        return f"{self.name}({', '.join(self.parameter_names)})"


HOOKS: dict[HookName, Hook] = {
    hook.name: hook
    for hook in (
        Hook(
            name=HookName.GET_CHECK_CACHE,
            since=versions.FIRST,
            parameters=(DOMAIN, *OF_THE_MESSAGE),
            returns="true: VPOP3's DNS cache may be used; false: a fresh lookup is made",
            meaning="May the DNS cache answer for this destination?",
            basis=Basis.DOCUMENTED,
        ),
        Hook(
            name=HookName.GET_OVERRIDES,
            since=versions.FIRST,
            parameters=(DOMAIN, *OF_THE_MESSAGE),
            returns="a DNS Server Map, then continue; continue false: as if the destination had no MX and no A records",
            meaning="Which servers to use instead of the DNS answer, and whether to go on at all.",
            basis=Basis.DOCUMENTED,
        ),
        Hook(
            name=HookName.CHECK_SERVER,
            since=versions.CHECK_SERVER,
            parameters=(DOMAIN, MX_SERVER, *OF_THE_MESSAGE, DEFAULT_RESULT),
            returns="true: this MX server may be used; false: it is ignored; from 8.8 a second value: minutes to hold",
            meaning="May this MX server be used?",
            basis=Basis.DOCUMENTED,
        ),
        Hook(
            name=HookName.FINAL_OVERRIDES,
            since=versions.FINAL_OVERRIDES,
            parameters=(DOMAIN, *OF_THE_MESSAGE, SERVERS),
            returns="like GetOverrides; nothing: the servers stay as they are",
            meaning="The last word on which servers are used.",
            basis=Basis.ASSUMED,
        ),
    )
}
"""Every hook, in the order in which they run (order: assumed, from page order and meaning)."""

PARAMETERS = {parameter.name: parameter for hook in HOOKS.values() for parameter in hook.parameters}


def called_by(version: Version) -> tuple[Hook, ...]:
    """Return the hooks that this version of VPOP3 calls, in order."""
    return tuple(hook for hook in HOOKS.values() if hook.since <= version)


def script_globals(version: Version, connection_id: int, connection_name: str) -> dict[str, int | str]:
    """Return the globals that VPOP3 sets before the script runs: from 8.8 those that name the Sender (documented)."""
    if version < versions.HOLDS:
        return {}
    return {"ConnectionId": connection_id, "ConnectionName": connection_name}
