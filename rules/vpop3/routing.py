"""VPOP3's procedure for finding the servers of a message, as a generator that asks and is answered.

It does no I/O: the dry run calls hooks and looks names up, and so can anything else that replays a decision.
"""

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from rules.vpop3 import versions, weighing
from rules.vpop3.answers import CacheReading, HookReply, OverridesReading, Reading, ServerReading, read
from rules.vpop3.asks import AddressReply, Ask, CallHook, LookupAddresses, LookupMx, MxOutcome, MxReply, Reply
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.decision import Decision, Kind, Origin, Reason, Server, Verdict
from rules.vpop3.hooks import HOOKS, HookName
from rules.vpop3.versions import Version

R = TypeVar("R", bound=Reply)
H = TypeVar("H", bound=Reading)
Asking = Generator[Ask, Reply, R]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`size` in bytes, `retries` so far, `domain` canonical."""

    domain: str
    retries: int
    size: int
    version: Version = versions.CURRENT
    assumptions: Assumptions = field(default_factory=Assumptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The servers to check, or the reason why there are none (`failure`)."""

    reason: Reason
    servers: tuple[Server, ...] = ()
    failed: frozenset[str] = frozenset()
    origin: Origin = field(default_factory=Origin)
    failure: Kind | None = None


def route(message: Message) -> Generator[Ask, Reply, Decision]:
    """Yield each question, receive the reply, and return the decision."""
    routing = Routing(message)
    decision = yield from routing.decide()
    return replace(decision, assumptions=tuple(dict.fromkeys(routing.took)))


@dataclass(slots=True)
class Routing:
    message: Message
    took: list[str] = field(default_factory=list)

    def decide(self) -> Generator[Ask, Reply, Decision]:
        fresh, overrides = yield from self._first_hooks()
        if not overrides.proceed:
            origin = Origin(hook=HookName.GET_OVERRIDES, line=overrides.line)
            return Decision(kind=Kind.FAIL, reason=Reason.NO_RECORDS, origin=origin)
        candidates = yield from self._candidates(overrides, fresh)
        verdicts = yield from self._check(candidates)
        decision = self._weigh(candidates, verdicts)
        return (yield from self._last_word(candidates, decision, fresh))

    def _first_hooks(self) -> Generator[Ask, Reply, tuple[bool, OverridesReading]]:
        if self.message.assumptions["hook_order"] == "overrides_first":
            overrides = yield from self._call(OverridesReading, HookName.GET_OVERRIDES)
            cache = yield from self._call(CacheReading, HookName.GET_CHECK_CACHE)
        else:
            cache = yield from self._call(CacheReading, HookName.GET_CHECK_CACHE)
            overrides = yield from self._call(OverridesReading, HookName.GET_OVERRIDES)
        if "missing_hook" not in {*cache.assumed, *overrides.assumed}:
            self.took.append("hook_order")
        return not cache.use_cache, overrides

    def _candidates(self, overrides: OverridesReading, fresh: bool) -> Generator[Ask, Reply, Candidates]:
        if not overrides.servers:
            return (yield from self._from_dns(fresh))
        self.took.append("overrides")
        servers = overrides.servers
        if self.message.assumptions["overrides"] == "add":
            mx = yield from self._ask(MxReply, LookupMx(domain=self.message.domain, fresh=fresh))
            servers = tuple(sorted((*servers, *mx.servers), key=lambda server: server.preference))
        addresses = yield from self._ask(AddressReply, LookupAddresses(servers=servers, fresh=fresh))
        origin = Origin(hook=HookName.GET_OVERRIDES, line=overrides.line)
        return Candidates(reason=Reason.OVERRIDES, servers=addresses.servers, failed=addresses.failed, origin=origin)

    def _from_dns(self, fresh: bool) -> Generator[Ask, Reply, Candidates]:
        mx = yield from self._ask(MxReply, LookupMx(domain=self.message.domain, fresh=fresh))
        match mx.found:
            case MxOutcome.FAILURE:
                return Candidates(reason=Reason.DNS_FAILURE, failure=Kind.DEFER)
            case MxOutcome.NULL_MX:
                return Candidates(reason=Reason.NULL_MX, failure=Kind.FAIL)
            case MxOutcome.NO_NAME:
                return Candidates(reason=Reason.NO_RECORDS, failure=Kind.FAIL)
            case MxOutcome.NO_MX:
                return (yield from self._implicit_mx(fresh))
        addresses = yield from self._ask(AddressReply, LookupAddresses(servers=mx.servers, fresh=fresh, by_mx=True))
        return Candidates(reason=Reason.MX, servers=addresses.servers, failed=addresses.failed)

    def _implicit_mx(self, fresh: bool) -> Generator[Ask, Reply, Candidates]:
        """Apply RFC 5321 §5.1: without MX records, the domain itself is the server, with preference 0."""
        server = Server(exchange=self.message.domain, preference=0)
        addresses = yield from self._ask(AddressReply, LookupAddresses(servers=(server,), fresh=fresh))
        if addresses.servers[0].addresses:
            return Candidates(reason=Reason.IMPLICIT_MX, servers=addresses.servers)
        if addresses.failed:
            return Candidates(reason=Reason.DNS_FAILURE, failure=Kind.DEFER)
        return Candidates(reason=Reason.NO_RECORDS, failure=Kind.FAIL)

    def _check(self, candidates: Candidates) -> Generator[Ask, Reply, tuple[Verdict, ...]]:
        verdicts = []
        for server in candidates.servers:
            default = bool(server.addresses) or self.message.assumptions["default_result"] == "always_true"
            reading = yield from self._call(
                ServerReading,
                HookName.CHECK_SERVER,
                mxserver=self._name(server.exchange),
                defaultResult=default,
            )
            verdicts.append(_verdict(server, default, reading))
        return tuple(verdicts)

    def _weigh(self, candidates: Candidates, verdicts: tuple[Verdict, ...]) -> Decision:
        if candidates.failure:
            return Decision(kind=candidates.failure, reason=candidates.reason)
        weighed = weighing.weigh(
            verdicts,
            reason=candidates.reason,
            origin=candidates.origin,
            failed=candidates.failed,
            version=self.message.version,
            assumptions=self.message.assumptions,
        )
        self.took.extend(weighed.assumptions)
        return weighed

    def _last_word(self, candidates: Candidates, decision: Decision, fresh: bool) -> Generator[Ask, Reply, Decision]:
        called = self.message.assumptions["final_overrides"]
        if called == "never" or (candidates.failure and called != "always"):
            return decision
        remaining = {server.label: server.preference for server in decision.servers}
        final = yield from self._call(OverridesReading, HookName.FINAL_OVERRIDES, servers=remaining)
        if not final.explicit:
            return decision
        self.took.append("final_overrides")
        origin = Origin(hook=HookName.FINAL_OVERRIDES, line=final.line)
        if not final.proceed:
            return replace(decision, kind=Kind.FAIL, reason=Reason.NO_RECORDS, servers=(), origin=origin)
        addresses = yield from self._ask(AddressReply, LookupAddresses(servers=final.servers, fresh=fresh))
        return weighing.final(addresses, decision, origin)

    def _call(self, kind: type[H], hook: HookName, **more: object) -> Asking[H]:
        """Ask for a hook, with its arguments in the documented order; one that this version does not call is not
        asked for."""
        args = self._arguments() | more
        ask = CallHook(
            hook=hook,
            args={name: args[name] for name in HOOKS[hook].parameter_names},
            default=bool(more.get("defaultResult", True)),
            assumed=tuple(dict.fromkeys(each.assumption for each in HOOKS[hook].parameters if each.assumption)),
        )
        if self.message.version < HOOKS[hook].since:
            return _expect(kind, read(hook, HookReply(called=False), ask.default, self.message.version, Assumptions()))
        reading = yield from self._ask(kind, ask)
        self.took.extend(reading.assumed)
        return reading

    def _arguments(self) -> dict[str, object]:
        message = self.message
        kilobytes = message.assumptions["message_size"] == "kilobytes"
        return {
            "domain": self._name(message.domain),
            "numRetries": message.retries + (message.assumptions["num_retries"] == "from_one"),
            "messageSize": -(-message.size // 1024) if kilobytes else message.size,
        }

    def _name(self, name: str) -> str:
        return f"{name}." if self.message.assumptions["names"] == "trailing_dot" else name

    def _ask(self, kind: type[R], ask: Ask) -> Asking[R]:
        return _expect(kind, (yield ask))


def _expect(kind: type[R], reply: Reply) -> R:
    if not isinstance(reply, kind):
        raise TypeError(f"Routing was answered by {type(reply).__name__} where it expects {kind.__name__}.")
    return reply


def _verdict(server: Server, default: bool, reading: ServerReading) -> Verdict:
    return Verdict(
        server=server,
        usable=reading.usable,
        explicit=reading.explicit,
        default=default,
        hold_minutes=reading.hold_minutes,
        as_default=reading.as_default,
        line=reading.line,
    )
