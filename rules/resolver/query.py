"""A question as it is sent, and the check whether an incoming message answers it."""

import secrets
from dataclasses import dataclass

import dns.rcode
import dns.rdataclass
import dns.rdatatype

from rules.resolver import wire
from rules.resolver.answer import Answer, Question, Status
from rules.resolver.interpretation import interpret
from rules.resolver.message import HEADER, QR, QUESTION, RD, RECORD, Asked, Malformed, Message
from rules.resolver.trouble import EdnsRefused, Stray, Trouble, Truncated

PAYLOAD = 1232
"""EDNS UDP size in bytes: it passes every network unfragmented, as agreed on the DNS flag day 2020."""

_OPT = b"\0" + RECORD.pack(dns.rdatatype.OPT, PAYLOAD, 0, 0)  # EDNS 0 without options (RFC 6891 §6.1.2)
_BADVERS = dns.rcode.BADVERS
_WITHOUT_EDNS = {dns.rcode.FORMERR, dns.rcode.NOTIMP, _BADVERS}
_MAY_NOT_REPEAT = {dns.rcode.FORMERR, dns.rcode.SERVFAIL, dns.rcode.NOTIMP, dns.rcode.REFUSED, _BADVERS}
"""Some servers do not repeat the question when they have not read or not accepted it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One message to one server, with an unpredictable id (RFC 5452 §4.3)."""

    question: Question
    asked: Asked
    id: int
    edns: bool
    data: bytes

    @classmethod
    def of(cls, question: Question, *, edns: bool = True) -> "Query":
        """Make a query. `question` is in its normal form (`wire.normal`)."""
        name, rdtype = wire.key(wire.read_name(question.name)), wire.read_type(question.rdtype)
        number = secrets.randbelow(2**16)
        header = HEADER.pack(number, RD, 1, 0, 0, int(edns))
        asked = name + QUESTION.pack(rdtype, dns.rdataclass.IN)
        return cls(
            question=question,
            asked=Asked(name, int(rdtype), int(dns.rdataclass.IN)),
            id=number,
            edns=edns,
            data=header + asked + (_OPT if edns else b""),
        )

    def read(self, data: bytes) -> Answer:
        """Read the answer of a server. Raise Stray, Truncated, EdnsRefused or Trouble."""
        try:
            return self._answer(self._own(data))
        except Malformed as error:
            raise Stray(str(error)) from None

    def _answer(self, message: Message) -> Answer:
        if message.truncated:
            raise Truncated
        if self.edns and message.rcode in _WITHOUT_EDNS:
            raise EdnsRefused
        try:
            _refuse_failure(message)
            return interpret(self.question, self.asked, message)
        except Trouble as trouble:
            raise Trouble(trouble.status, trouble.told, message.errors) from None

    def _own(self, data: bytes) -> Message:
        """Return the message if it answers this query (RFC 5452 §9.1). The id is checked first: that costs nothing."""
        if len(data) >= HEADER.size:
            number, flags, *_ = HEADER.unpack_from(data)
            if not flags & QR:
                raise Stray("a question, not a response")
            if number != self.id:
                raise Stray("its id is that of another question")
        message = Message(data)
        if not message.is_response:
            raise Stray("a response to something else than a query")
        if message.asked != (self.asked,) and (message.asked or message.rcode not in _MAY_NOT_REPEAT):
            raise Stray("it answers another question")
        return message


def _refuse_failure(message: Message) -> None:
    rcode = dns.rcode.Rcode(message.rcode)
    if rcode == dns.rcode.REFUSED:
        raise Trouble(Status.REFUSED, "refuses to answer (REFUSED)")
    if rcode not in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
        raise Trouble(Status.SERVFAIL, f"failed ({dns.rcode.to_text(rcode)})")
