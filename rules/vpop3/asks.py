"""The questions of routing while it decides, and the form of the replies. Routing itself does no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.vpop3.answers import Reading
from rules.vpop3.decision import Server
from rules.vpop3.hooks import HookName


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHook:
    """Call the script's hook. `default` is used if it has no opinion (CheckServer's defaultResult).

    The reply is a `Reading` of the hook's own kind.
    """

    hook: HookName
    args: Mapping[str, object]
    default: bool = True
    assumed: tuple[str, ...] = ()


class MxOutcome(StrEnum):
    """The outcome of an MX lookup, as far as routing needs it."""

    SERVERS = "servers"
    NO_MX = "no_mx"
    NO_NAME = "no_name"
    NULL_MX = "null_mx"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupMx:
    """Look up the MX. `fresh`: VPOP3's cache may not answer. The reply is an `MxReply`."""

    domain: str
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MxReply:
    """`servers` in the order in which they are tried (RFC 5321 §5.1)."""

    found: MxOutcome
    servers: tuple[Server, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupAddresses:
    """Look up all servers of one round, asked at once. The reply is an `AddressReply`.

    `by_mx`: MX records name them, so no name should be an alias (RFC 2181 §10.3). The domain itself as implicit MX (RFC
    5321 §5.1) and the servers of a script may be one.
    """

    servers: tuple[Server, ...]
    fresh: bool
    by_mx: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressReply:
    """The servers with their addresses, in the same order; `failed` are the servers whose lookup failed."""

    servers: tuple[Server, ...]
    failed: frozenset[str] = frozenset()


Ask = CallHook | LookupMx | LookupAddresses
Reply = Reading | MxReply | AddressReply
