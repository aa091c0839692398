"""Advice by the codes alone: the registries' meaning, and that of providers' own details."""

from rules.smtp.advice import Advice
from rules.smtp.rule import Rule

BY_STATUS = {
    Advice.UNKNOWN_RECIPIENT: "1.1 1.3 1.4",
    Advice.UNKNOWN_DOMAIN: "1.2",
    Advice.MOVED: "1.6 7.17 7.18 7.19",
    Advice.SENDER: "1.7",
    Advice.SENDER_DOMAIN: "1.8 7.27",
    Advice.NO_MAIL: "1.10",
    Advice.MAILBOX_DISABLED: "2.1 7.13",
    Advice.MAILBOX_FULL: "2.2",
    Advice.TOO_LARGE: "2.3 3.4 7.16",
    Advice.TROUBLE: "2.4 3.5 4.2",
    Advice.SYSTEM_FULL: "3.1",
    Advice.BUSY: "3.2 4.5",
    Advice.PROTOCOL: "3.3 5.1 5.2 5.4 5.5",
    Advice.ROUTE: "4.1 4.3 4.4",
    Advice.LOOP: "4.6",
    Advice.EXPIRED: "4.7",
    Advice.TOO_MANY_RECIPIENTS: "5.3",
    Advice.ATTACHMENT: "6.1",
    Advice.MALFORMED: "6.2 6.3 6.4 6.5 6.6",
    Advice.INTERNATIONAL: "6.7 6.8 6.9 6.10",
    Advice.RESTRICTED: "7.2",
    Advice.TLS: "7.3 7.4 7.5 7.6 7.10 7.11 7.30",
    Advice.AUTHENTICITY: "7.7 7.26 7.29",
    Advice.PASSWORD: "5.6 7.8 7.9 7.12",
    Advice.SIGN_IN: "7.14",
    Advice.DKIM: "7.20 7.21 7.22",
    Advice.SPF: "7.23 7.24",
    Advice.REVERSE_DNS: "7.25",
    Advice.RATE_LIMIT: "7.28",
}
"""Details with one meaning. 7.1 and those that end with 0 say hardly more than their subject, see `BY_SUBJECT`."""

BY_PROVIDER = {
    Advice.UNKNOWN_RECIPIENT: "7.504 7.505",
    Advice.UNKNOWN_DOMAIN: "4.310",
    Advice.LOOP: "4.14",
    Advice.ROUTE: "4.300 4.312 4.316 4.318",
    Advice.TLS: "4.317 7.321 7.322 7.323 7.324 7.325",
    Advice.MALFORMED: "6.11 7.512",
    Advice.HELO: "7.506",
    Advice.RESTRICTED: "7.507 7.513 7.124 7.133 7.134 7.135 7.136 7.193",
    Advice.RATE_LIMIT: "1.90 2.121 2.122 7.508 7.705 7.708",
    Advice.DMARC: "7.509 7.32 7.40",
    Advice.BLOCK_LIST: " ".join(("7.511", *(f"7.{number}" for number in range(606, 650)))),
    Advice.AUTHENTICITY: "7.515",
    Advice.REPUTATION: "7.501 7.502 7.503 7.650 7.651 7.652",
    Advice.RELAYING: "7.64",
    Advice.SIGN_IN: "7.57",
    Advice.SENDER_DOMAIN: "7.750",
}
"""Details of Microsoft and Google that are not registered."""

BY_SUBJECT = {
    "1": Advice.UNKNOWN_RECIPIENT,
    "2": Advice.RECIPIENT_OR_POLICY,
    "3": Advice.TROUBLE,
    "4": Advice.ROUTE,
    "5": Advice.PROTOCOL,
    "6": Advice.CONTENT,
    "7": Advice.POLICY,
}

BY_CODE = {
    Advice.BUSY: "421",
    Advice.PASSING: "450 455 458",
    Advice.TROUBLE: "451 471",
    Advice.SYSTEM_FULL: "431 452",
    Advice.TLS: "454",
    Advice.PASSWORD: "432 534 535",
    Advice.SIGN_IN: "530",
    Advice.MAILBOX_FULL: "422",
    Advice.ROUTE: "441 442",
    Advice.LOOP: "446",
    Advice.EXPIRED: "447",
    Advice.PROTOCOL: "500 501 502 503 504 555",
    Advice.UNKNOWN_RECIPIENT: "510 511 513",
    Advice.UNKNOWN_DOMAIN: "512",
    Advice.NO_MAIL: "521 556",
    Advice.TOO_LARGE: "523",
    Advice.CONTENT: "541",
    Advice.RECIPIENT_OR_POLICY: "550",
    Advice.MOVED: "551",
    Advice.MAILBOX_OR_SIZE: "552",
    Advice.SENDER: "553",
    Advice.POLICY: "554 571",
}

_STATUSES = tuple(
    Rule(priority=600, advice=advice, statuses=frozenset(details.split())) for advice, details in BY_STATUS.items()
)
_PROVIDERS = tuple(
    Rule(priority=1900, advice=advice, statuses=frozenset(details.split())) for advice, details in BY_PROVIDER.items()
)
_CODES = tuple(Rule(priority=300, advice=advice, codes=frozenset(codes.split())) for advice, codes in BY_CODE.items())
_REST = (Rule(priority=100, advice=Advice.PASSING),)
TABLE = (*_STATUSES, *_PROVIDERS, *_CODES, *_REST)

OFFICIAL = {detail: advice for advice, details in BY_STATUS.items() for detail in details.split()}
ALIKE = (
    {Advice.SPF, Advice.DKIM, Advice.DMARC, Advice.AUTHENTICITY},
    {Advice.UNKNOWN_RECIPIENT, Advice.MAILBOX_DISABLED, Advice.MOVED},
    {Advice.BUSY, Advice.RATE_LIMIT, Advice.TROUBLE, Advice.SYSTEM_FULL, Advice.PASSING},
    {Advice.RATE_LIMIT, Advice.REPUTATION, Advice.BLOCK_LIST},
    {Advice.SENDER, Advice.SENDER_DOMAIN},
    {Advice.ROUTE, Advice.TROUBLE, Advice.BUSY, Advice.UNKNOWN_DOMAIN},
    {Advice.MAILBOX_FULL, Advice.SYSTEM_FULL, Advice.MAILBOX_OR_SIZE},
    {Advice.MALFORMED, Advice.CONTENT, Advice.ATTACHMENT},
    {Advice.PASSWORD, Advice.SIGN_IN},
    {Advice.PROTOCOL, Advice.MALFORMED, Advice.HELO},
    {Advice.UNKNOWN_DOMAIN, Advice.NO_MAIL},
)
"""Kinds of advice that do not contradict each other, though one says more."""


def contradicts(advice: Advice, detail: str) -> bool:
    """Return whether the words say something else than the registered meaning of the detail."""
    official = OFFICIAL.get(detail)
    return official not in (None, advice) and not any({official, advice} <= alike for alike in ALIKE)
