"""A reply in plain words, and what usually helps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.smtp.codes import CODES, STATUSES
from rules.smtp.reply import Outcome, Reply

VERDICTS = {
    Outcome.DELIVERED: "The server accepted the message.",
    Outcome.TRANSIENT: "The server refused for now. VPOP3 tries again, as the Sender's retry settings say.",
    Outcome.PERMANENT: "The server refused for good. The message goes back to its sender.",
    Outcome.NO_REPLY_CODE: "There is no reply code: most likely the conversation with the server never came about.",
}

HOLD = (
    "Wait. A rule in CheckServer that turns this server away for some minutes (return false, 10) keeps "
    "further tries from making it worse."
)
HELPS = (
    (r"greylist|gr[ae]y.?list", "This is greylisting: the next try after some minutes is usually accepted."),
    (
        r"block.?list|black.?list|dnsbl|\brbl\b|spamhaus|spamcop|barracuda|\blisted\b",
        "The sending address is on a block list. Look it up at the list that the reply names, "
        "end the cause and ask to be taken off; meanwhile another Sender or relay may help.",
    ),
    (r"rate.?limit|too (many|much)|thrott|[. ]7\.28\b|exceeded.{0,40}(rate|connection)", HOLD),
    (r"reverse dns|\bptr\b|[. ]7\.25\b|rdns", "Give the sending address a PTR record whose name leads back to it."),
    (r"\bspf\b|\bdkim\b|\bdmarc\b|[. ]7\.2[0-46]\b", "Check SPF, DKIM and DMARC of the sender's domain."),
    (
        r"\btls\b|\bssl\b|certificate|handshake",
        "Check the Sender's TLS settings and which TLS versions the server takes.",
    ),
    (
        r"10060|timed? ?out|timeout|no answer",
        "The server did not answer in time: it may be down, or a firewall drops the packets. Another MX may answer.",
    ),
    (r"10061|refused", "Nothing listens on the server's port, or a firewall refuses it. Another MX may answer."),
    (
        r"10053|10054|\breset\b|broke|closed|aborted",
        "The connection broke off. If it goes on: firewall, virus scanner or MTU.",
    ),
    (r"10051|10065|unreachable|no route", "There is no way to that network: check IPv6 and the router."),
    (
        r"11001|11004|not found|resolve|nxdomain|servfail",
        "The name could not be looked up: see what a dry run's DNS answers say.",
    ),
)
"""Patterns over the whole reply, lower case, with what helps; the first that fits is the most particular."""

BY_CODE = {
    "1.1": "Check the recipient's address; it is misspelt or closed.",
    "1.2": "Check the domain's spelling and its MX records with a dry run.",
    "1.8": "The sender's domain needs an MX or A record that others can find.",
    "2.2": "The recipient must make room; tell them another way.",
    "2.3": "Make the message smaller, or send a link instead of the file.",
    "3.4": "Make the message smaller, or send a link instead of the file.",
    "7.1": "Read the reply's own words: most servers name their reason or a page that does.",
    "421": HOLD,
    "450": "Usually passes by itself with the next try. If it stays, read the reply's own words.",
    "451": "Usually passes by itself with the next try: the trouble is at the other side.",
    "452": "Usually passes by itself: the other side has no room at the moment.",
    "530": "This server wants a sign-in: is it really the recipient's MX, or a relay that needs a password?",
    "535": "Check user name and password of the Sender or relay.",
    "550": "Check the recipient's address; then read the reply's own words, which name the policy.",
    "552": "Make the message smaller, or send a link instead of the file.",
    "553": "Check the sender's address.",
    "554": "Read the reply's own words: most servers name their reason or a page that does.",
    "556": "The domain accepts no mail: check its spelling.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """`verdict` is a sentence; `code` and `status` say what those of the reply mean, without a full stop, None where
    there is none or it is unknown; `helps` are sentences, often none."""

    verdict: str
    code: str | None
    status: str | None
    helps: tuple[str, ...]


def explain(reply: Reply) -> Explanation:
    detail = reply.enhanced.partition(".")[2] if reply.enhanced else ""
    return Explanation(
        verdict=VERDICTS[reply.outcome],
        code=CODES.get(reply.code or ""),
        status=STATUSES.get(detail) if reply.outcome is not Outcome.DELIVERED else "all went well",
        helps=() if reply.outcome is Outcome.DELIVERED else tuple(_helps(reply, detail)),
    )


def _helps(reply: Reply, detail: str) -> Iterator[str]:
    """The one thing that the words tell, else what the codes tell."""
    said = f"{reply.enhanced or ''} {reply.text}".lower()
    if particular := next((help_ for pattern, help_ in HELPS if re.search(pattern, said)), None):
        yield particular
    elif general := BY_CODE.get(detail) or BY_CODE.get(reply.code or ""):
        yield general
