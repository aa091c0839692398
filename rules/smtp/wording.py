"""The words of a reply without addresses, host names and links, which say nothing, or something else (`spf.example`,
`full@example.com`)."""

import re
from dataclasses import dataclass

from rules.smtp.reply import Reply

MOST = 4_000
"""The most characters that are read: the important part comes first."""

LINK = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"')]+", re.IGNORECASE)
MAIL_ADDRESS = re.compile(r"<[^<>\s]*@?[^<>\s]*>|\"?[^\s<>()\[\]:;,\"']+@[^\s<>()\[\]:;,\"']+")
IN_REPLY_TO = re.compile(r"\(in reply to [^()]*\)", re.IGNORECASE)
IP_ADDRESS = re.compile(r"\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b|\b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}", re.IGNORECASE)
HOST = re.compile(r"(?<![\w.-])\*?[a-z0-9_][\w-]*(?:\.[\w-]+)+(?![\w-])", re.IGNORECASE)
TOP = {"com", "net", "org", "de", "fr", "uk", "info", "eu", "biz", "io", "ru", "cn", "jp", "it", "ch", "at", "nl", "pl"}
TOP |= {"es", "be", "us", "se", "dk", "no", "fi", "cz", "br", "au", "ca", "in", "example", "test", "invalid", "local"}
EXCHANGE = ("resolver.", "storedrv.", "routing.", "smtpsend.", "queue.", "agent.", "transport.", "dsn.", "mapi.")
"""The beginning of Exchange's own reasons, which look like host names."""

LISTS = re.compile(
    r"dnsbl|(?:^|[.-])(?:rbl|bl|sbl|xbl|pbl|cbl|dbl|zen|ubl|psbl|bip|sip)[.-]|uribl|surbl|black|block"
    r"|spamhaus|spamcop|sorbs|barracudacentral|uceprotect|spamrl|mailspike|abuseat|abusix|manitu|njabl|senderscore"
    r"|invaluement|ivmsip|ivmuri|gbudb|nerd\.dk|0spam|junkemailfilter|hostkarma|cloudmark|trendmicro|mail-abuse|cobion"
    r"|spameatingmonkey|backscatterer|interserver|dronebl|sender-?base|ironport"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The wording. `words`: lower case, in one line; `@` for a mail address, `ip` for an address, `dnsbl` for a host
    that is a known block list, `fqdn` for any other host. `links`: the web addresses, lower case. `raw`: the text as
    it was sent."""

    words: str
    links: str
    raw: str

    @classmethod
    def of(cls, reply: Reply) -> "Wording":
        raw = " ".join(reply.text[:MOST].split())
        if reply.code:  # VPOP3 may join lines, each with its code
            raw = re.sub(rf"(?<!\S){reply.code}[- ](?:{re.escape(reply.enhanced or '#')}(?!\S))?", " ", raw)
        links = " ".join(LINK.findall(raw)).lower()
        words = IN_REPLY_TO.sub(" ", LINK.sub(" ", raw))
        words = IP_ADDRESS.sub("ip", MAIL_ADDRESS.sub("@", words))
        words = HOST.sub(_host, words).lower().replace("’", "'")
        return cls(words=" ".join(words.split()), links=links, raw=raw)


def _host(found: re.Match[str]) -> str:
    name = found[0].lower().rstrip(".")
    labels = name.split(".")
    if name.startswith(EXCHANGE) or (len(labels) == 2 and labels[-1] not in TOP) or labels[-1].isdigit():
        return found[0]
    return "dnsbl" if LISTS.search(name) else "fqdn"
