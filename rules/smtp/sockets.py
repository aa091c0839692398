"""Texts in place of a reply when the server was never reached: the words of sockets, of TLS and of DNS."""

from rules.smtp.advice import Advice
from rules.smtp.rule import Rule

TABLE = (
    Rule(priority=60, advice=Advice.TLS, words=(r"\btls\b|\bssl\b|certificate|handshake",)),
    Rule(
        priority=50,
        advice=Advice.TIMED_OUT,
        words=(r"\b10060\b|timed? ?out|timeout|no answer|did not (?:answer|respond)",),
    ),
    Rule(priority=40, advice=Advice.NOTHING_LISTENS, words=(r"\b10061\b|refused",)),
    Rule(
        priority=30,
        advice=Advice.BROKE_OFF,
        words=(r"\b1005[34]\b|\breset\b|broke|closed|abort|dropped|\blost\b|\beof\b",),
    ),
    Rule(priority=20, advice=Advice.UNREACHABLE, words=(r"\b100(?:51|65)\b|unreachable|no route",)),
    Rule(
        priority=10,
        advice=Advice.NAME_LOOKUP,
        words=(
            r"\b1100[1-4]\b|(?:host|domain|name|server|\bmx\b).{0,30}(?:not found|unknown)|resolv|nxdomain",
            r"servfail|no such host",
        ),
    ),
)
