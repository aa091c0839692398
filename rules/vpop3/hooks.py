"""The hooks that VPOP3 calls: when, with what, and what their answers mean."""

from dataclasses import dataclass
from enum import StrEnum

from rules.vpop3 import versions
from rules.vpop3.versions import Version


class Basis(StrEnum):
    """Where a fact comes from: the vendor's documentation, or us."""

    DOCUMENTED = "documented"
    ASSUMED = "assumed"


class HookName(StrEnum):
    GET_CHECK_CACHE = "GetCheckCache"
    GET_OVERRIDES = "GetOverrides"
    CHECK_SERVER = "CheckServer"
    FINAL_OVERRIDES = "FinalOverrides"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One hook. `basis` is that of its arguments and returns; the order of the hooks is always assumed."""

    name: HookName
    since: Version
    parameters: tuple[str, ...]
    returns: str
    meaning: str
    basis: Basis

    @property
    def signature(self) -> str:
        return f"{self.name}({', '.join(self.parameters)})"


HOOKS: dict[HookName, Hook] = {
    hook.name: hook
    for hook in (
        Hook(
            name=HookName.GET_CHECK_CACHE,
            since=versions.FIRST,
            parameters=("domain", "numRetries", "messageSize"),
            returns="true: VPOP3's DNS cache may be used; false: a fresh lookup is made",
            meaning="May the DNS cache answer for this destination?",
            basis=Basis.DOCUMENTED,
        ),
        Hook(
            name=HookName.GET_OVERRIDES,
            since=versions.FIRST,
            parameters=("domain", "numRetries", "messageSize"),
            returns="a DNS Server Map, then continue; continue false: as if the destination had no MX and no A records",
            meaning="Which servers to use instead of the DNS answer, and whether to go on at all.",
            basis=Basis.DOCUMENTED,
        ),
        Hook(
            name=HookName.CHECK_SERVER,
            since=versions.CHECK_SERVER,
            parameters=("domain", "mxserver", "numRetries", "messageSize", "defaultResult"),
            returns="true: this MX server may be used; false: it is ignored; from 8.8 a second value: minutes to hold",
            meaning="May this MX server be used?",
            basis=Basis.DOCUMENTED,
        ),
        Hook(
            name=HookName.FINAL_OVERRIDES,
            since=versions.FINAL_OVERRIDES,
            parameters=("domain", "numRetries", "messageSize", "servers"),
            returns="like GetOverrides; nothing: the servers stay as they are",
            meaning="The last word on which servers are used.",
            basis=Basis.ASSUMED,
        ),
    )
}
"""Every hook, in the order in which they run (order: assumed, from page order and meaning)."""


def called_by(version: Version) -> tuple[Hook, ...]:
    """The hooks that this version of VPOP3 calls, in order."""
    return tuple(hook for hook in HOOKS.values() if hook.since <= version)


def script_globals(version: Version, connection_id: int, connection_name: str) -> dict[str, int | str]:
    """The globals that VPOP3 sets before the script runs: from 8.8 those that name the Sender (documented)."""
    if version < versions.HOLDS:
        return {}
    return {"ConnectionId": connection_id, "ConnectionName": connection_name}
