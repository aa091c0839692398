"""A world for routing: hooks are Python functions, DNS is a dict of exchanges and addresses."""

from dataclasses import replace

from rules.vpop3.answers import HookReply, read
from rules.vpop3.asks import AddressReply, CallHook, LookupAddresses, LookupMx, MxOutcome, MxReply
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.decision import Server
from rules.vpop3.routing import Message, route
from rules.vpop3.versions import Version

FAILS = object()
"""A hook that raises an error."""


class World:
    def __init__(self, hooks=None, *, mx=None, found=None, addresses=None, failed=()):
        self.hooks = hooks or {}
        self.servers = tuple(Server(exchange=name, preference=preference) for name, preference in (mx or {}).items())
        self.found = found or (MxOutcome.SERVERS if mx else MxOutcome.NO_NAME)
        self.addresses = addresses
        self.failed = frozenset(failed)
        self.asked = []
        self.calls = []

    def decide(self, domain="example.test", *, retries=0, size=1000, version="8.8", **assumptions):
        message = Message(
            domain=domain,
            retries=retries,
            size=size,
            version=Version.parse(version),
            assumptions=Assumptions(assumptions),
        )
        routing = route(message)
        ask = next(routing)
        while True:
            self.asked.append(ask)
            try:
                ask = routing.send(self._reply(ask, message))
            except StopIteration as end:
                return end.value

    def _reply(self, ask, message):
        match ask:
            case LookupMx():
                return MxReply(found=self.found, servers=self.servers)
            case LookupAddresses():
                return AddressReply(servers=tuple(map(self._resolved, ask.servers)), failed=self.failed)
            case CallHook():
                return read(ask.hook, self._call(ask), ask.default, message.version, message.assumptions)

    def _resolved(self, server):
        known = ("192.0.2.1",) if self.addresses is None else self.addresses.get(server.exchange, ())
        return replace(server, addresses=tuple(known))

    def _call(self, ask):
        if ask.hook not in self.hooks:
            return HookReply(called=False)
        self.calls.append((str(ask.hook), *ask.args.values()))
        answer = self.hooks[ask.hook]
        answer = answer(*ask.args.values()) if callable(answer) else answer
        if answer is FAILS:
            return HookReply(failed=True)
        return HookReply(returned=answer if isinstance(answer, tuple) else (answer,), line=7)

    def lookups(self):
        return [ask for ask in self.asked if not isinstance(ask, CallHook)]
