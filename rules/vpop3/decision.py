"""The result of routing: what VPOP3 would do with the message, and what decided it."""

from dataclasses import dataclass
from enum import StrEnum

from rules.vpop3.hooks import HookName

SMTP_PORT = 25


class Kind(StrEnum):
    """send: these servers in this order; hold: stays in the queue without error; fail: permanent, the message
    bounces; defer: temporary, retried by the Sender's retry settings."""

    SEND = "send"
    HOLD = "hold"
    FAIL = "fail"
    DEFER = "defer"


class Reason(StrEnum):
    MX = "mx"
    IMPLICIT_MX = "implicit_mx"
    OVERRIDES = "overrides"
    FINAL_OVERRIDES = "final_overrides"
    ALL_FILTERED = "all_filtered"
    NO_RECORDS = "no_records"
    NULL_MX = "null_mx"
    DNS_FAILURE = "dns_failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server that may be used. `addresses` are the A and AAAA answers, in order, possibly none."""

    exchange: str
    preference: int
    port: int = SMTP_PORT
    addresses: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """`host`, or `host:port` where the port is not SMTP's own."""
        return self.exchange if self.port == SMTP_PORT else f"{self.exchange}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The cause of a decision: a hook and the script's line, or neither where DNS or a default decided."""

    hook: HookName | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The verdict on one server. `explicit`: the hook gave a value; otherwise `defaultResult` was used.

    `as_default`: the value was `defaultResult`, false, which is taken as no opinion.
    """

    server: Server
    usable: bool
    explicit: bool
    default: bool
    hold_minutes: float | None = None
    as_default: bool = False
    line: int | None = None

    @property
    def refused(self) -> bool:
        """Return whether the script, not DNS, refused it: it said so, or the default would have been to use the
        server."""
        said = self.explicit and not self.as_default
        return not self.usable and (said or self.default or self.hold_minutes is not None)

    @property
    def by_default(self) -> bool:
        """Return whether `defaultResult`, not a value of the hook, decided about it; DNS did not."""
        return not self.explicit and (self.usable or self.refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`servers` only with `send`, best first; `hold_minutes` only with `hold`, None when no time was named.

    `assumptions` are the names of those that took part in reaching it. `verdicts` holds one entry for each
    server that was checked, in the order of checking. `unresolved`: the servers that have no address, or of which
    DNS does not say, where that decided.
    """

    kind: Kind
    reason: Reason
    servers: tuple[Server, ...] = ()
    hold_minutes: float | None = None
    origin: Origin = Origin()
    assumptions: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    unresolved: tuple[Server, ...] = ()


def named(servers: tuple[Server, ...]) -> tuple[str, ...]:
    return tuple(server.label for server in servers)
