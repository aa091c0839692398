"""Kinds of advice about a reply, and their sentences."""

from enum import StrEnum


class Advice(StrEnum):
    """The subjects of refusals."""

    SPF = "SPF"
    DKIM = "DKIM"
    DMARC = "DMARC"
    AUTHENTICITY = "SPF or DKIM"
    TLS = "TLS"
    REVERSE_DNS = "reverse DNS"
    HELO = "HELO name"
    GREYLISTING = "greylisting"
    BLOCK_LIST = "block list"
    REPUTATION = "reputation"
    ADDRESS_REFUSED = "sending address refused"
    RATE_LIMIT = "rate limit"
    TOO_MANY_RECIPIENTS = "too many recipients"
    BUSY = "server busy"
    TROUBLE = "trouble at the other side"
    SYSTEM_FULL = "server full"
    UNKNOWN_RECIPIENT = "unknown recipient"
    UNKNOWN_DOMAIN = "unknown domain"
    MOVED = "recipient moved"
    NO_MAIL = "domain takes no mail"
    MAILBOX_FULL = "mailbox full"
    MAILBOX_DISABLED = "mailbox disabled"
    MAILBOX_OR_SIZE = "mailbox full or message too large"
    RESTRICTED = "recipient restricted"
    SENDER = "sender refused"
    SENDER_DOMAIN = "sender's domain"
    RELAYING = "relaying denied"
    SIGN_IN = "sign-in required"
    PASSWORD = "sign-in failed"  # noqa: S105 - the name of a kind, no secret
    TOO_LARGE = "message too large"
    CONTENT = "content"
    ATTACHMENT = "attachment or virus"
    MALFORMED = "malformed message"
    INTERNATIONAL = "international address"
    LOOP = "mail loop"
    ROUTE = "route behind the server"
    EXPIRED = "message too old"
    PROTOCOL = "protocol"
    RECIPIENT_OR_POLICY = "recipient or policy"
    POLICY = "policy"
    PASSING = "passing refusal"
    TIMED_OUT = "no answer in time"
    NOTHING_LISTENS = "nothing listens"
    BROKE_OFF = "connection broke off"
    UNREACHABLE = "network unreachable"
    NAME_LOOKUP = "name lookup"


HOLD = (
    "Wait. A rule in CheckServer that refuses this server for some minutes (return false, 10) keeps "
    "further tries from making it worse."
)
HELD = "Wait: the live rule already refuses this server, which keeps further tries from making it worse."

_LISTED = (
    "The sending address or domain is on a block list. Look it up at the list that the reply names, "
    "end the cause and ask to be taken off; meanwhile another Sender or relay may help."
)
_READ = "Read the reply's own words: most servers name their reason or a page that does."
_SMALLER = "Make the message smaller, or send a link instead of the file."

SENTENCES = {
    Advice.SPF: "The SPF check failed. Add the sending address to the SPF record of the sender's domain "
    "(forwarded mail needs SRS); then the mail passes.",
    Advice.DKIM: "The DKIM check failed. Have mail of the sender's domain signed with DKIM, and check that the "
    "public key is in its DNS; then the mail passes.",
    Advice.DMARC: "The DMARC check failed. SPF or DKIM must pass for the very domain in From; see the "
    "DMARC policy of that domain.",
    Advice.AUTHENTICITY: "The message is not authenticated. Set up SPF and DKIM (and DMARC) for the sender's "
    "domain; then the mail passes.",
    Advice.TLS: "Check the Sender's TLS settings, the certificates, and which TLS versions the server takes: it "
    "wants an encrypted connection, or encryption failed.",
    Advice.REVERSE_DNS: "Give the sending address a PTR record (reverse DNS) whose name leads back to it.",
    Advice.HELO: "The server does not accept the name in HELO. Set VPOP3's host name to a full name that DNS "
    "knows and that leads to the sending address.",
    Advice.BLOCK_LIST: _LISTED,
    Advice.REPUTATION: "The sending address or domain has a bad reputation there, or none. End unwanted mail and "
    "mail to unknown recipients, send less at a time, and ask the postmaster or the page that the reply names; "
    "block lists may list the address, too.",
    Advice.ADDRESS_REFUSED: "The server answered, but refuses mail from this sending address: by a block list, "
    "its reputation or a policy. Look the address up at the block lists, ask their postmaster, or send through a "
    "relay.",
    Advice.TOO_MANY_RECIPIENTS: "Too many recipients at once: send to fewer at a time, split the message.",
    Advice.UNKNOWN_DOMAIN: "Check the spelling of the recipient's domain and its MX records with a dry run.",
    Advice.MOVED: "The recipient has moved or is gone: ask for the new address, and update the address book.",
    Advice.NO_MAIL: "The recipient's domain or server accepts no mail: check the domain's spelling and its MX records.",
    Advice.MAILBOX_OR_SIZE: "Either the recipient's mailbox is full (tell them another way) or the message is too "
    "large: make the message smaller, or send a link instead of the file.",
    Advice.RESTRICTED: "The recipient takes mail from certain senders only, or has blocked this one. Ask the "
    "recipient or their administrator to allow the sender.",
    Advice.SENDER: "The sender's address is refused. Check that the sender's address exists, is spelt correctly "
    "and may be used with this Sender.",
    Advice.SENDER_DOMAIN: "The sender's domain needs an MX or A record that others can find: check its spelling "
    "and DNS.",
    Advice.RELAYING: "Relaying is denied: that server does not serve the recipient's domain. Check the domain's "
    "MX records with a dry run; if it is your relay, it must know your address or get a sign-in.",
    Advice.SIGN_IN: "This server wants a sign-in: is it really the recipient's MX, or a relay that needs a user "
    "name and password?",
    Advice.PASSWORD: "The sign-in failed: check user name and password of the Sender or relay.",
    Advice.TOO_LARGE: _SMALLER,
    Advice.CONTENT: "The content was taken for spam or breaks a content policy. Check text, links and From of the "
    "message, and ask the other side's postmaster if it is wanted mail.",
    Advice.ATTACHMENT: "The message holds a virus, or a kind of attachment that is not allowed there. Scan it, "
    "and send a link instead of the file.",
    Advice.MALFORMED: "The message's headers or format are not as RFC 5322 wants them. Check the program that "
    "made it: From, Date, Message-ID, line lengths and line ends.",
    Advice.INTERNATIONAL: "An address has letters beyond ASCII, which the server does not support: use an ASCII "
    "address.",
    Advice.LOOP: "The message runs in a circle: a mail loop. Look for two servers or forwardings that send it to "
    "each other: MX records, routes and forwarding rules of the recipient.",
    Advice.PROTOCOL: "The server did not like a command. Check the Sender's settings, and whether a firewall or "
    "virus scanner on the way changes SMTP.",
    Advice.POLICY: _READ,
    Advice.TIMED_OUT: "The server did not answer in time: it may be down, or a firewall drops the packets. "
    "Another MX may answer.",
    Advice.NOTHING_LISTENS: "Nothing listens on the server's port, or a firewall refuses it. Another MX may answer.",
    Advice.BROKE_OFF: "The connection broke off. If it goes on: firewall, virus scanner or MTU.",
    Advice.UNREACHABLE: "There is no way to that network: check IPv6 and the router.",
    Advice.NAME_LOOKUP: "The name could not be looked up: see what a dry run's DNS answers say.",
}
"""The same for temporary and permanent refusals. The others differ: advice on a permanent refusal never says to
wait."""

PASSING = {
    Advice.GREYLISTING: "This is greylisting: the next try after some minutes is usually accepted.",
    Advice.RATE_LIMIT: HOLD,
    Advice.BUSY: HOLD,
    Advice.TROUBLE: "Usually passes by itself with the next try: the trouble is at the other side.",
    Advice.SYSTEM_FULL: "Usually passes by itself: the other side has no room at the moment.",
    Advice.UNKNOWN_RECIPIENT: "Check the recipient's address; the server does not know it at the moment. If it is "
    "right, a later try may pass.",
    Advice.MAILBOX_FULL: "The recipient's mailbox is full: the recipient must make room; tell them another way. A "
    "later try may pass.",
    Advice.MAILBOX_DISABLED: "The recipient's mailbox is disabled or inactive at the moment: reach them another way.",
    Advice.ROUTE: "Usually passes by itself: the server cannot reach the recipient's own server at the moment. If "
    "it stays, their routing or DNS is wrong.",
    Advice.EXPIRED: "The server finds that the message is too old. See what the tries before it were told.",
    Advice.RECIPIENT_OR_POLICY: "Usually passes by itself with the next try. If it stays, read the reply's own words.",
    Advice.PASSING: "Usually passes by itself with the next try. If it stays, read the reply's own words.",
}
FOR_GOOD = {
    Advice.GREYLISTING: "This is greylisting with a code that says for good: their server is set up wrongly. Send "
    "the message once more after some minutes.",
    Advice.RATE_LIMIT: "Too much mail at a time, for the server's limit: send less and more slowly, over fewer "
    "connections, and send this message once more later.",
    Advice.BUSY: "The server is not in service: send the message once more later, or reach the recipient another way.",
    Advice.TROUBLE: "The trouble is at the other side, and its administrator must find it: tell the recipient "
    "another way, and send the message once more later.",
    Advice.SYSTEM_FULL: "The other side's server has no room left: tell the recipient another way.",
    Advice.UNKNOWN_RECIPIENT: "Check the recipient's address; it is misspelt or closed.",
    Advice.MAILBOX_FULL: "The recipient's mailbox is full: the recipient must make room; tell them another way.",
    Advice.MAILBOX_DISABLED: "The recipient's mailbox is disabled or inactive: reach the recipient another way, "
    "and remove or update the address.",
    Advice.ROUTE: "The server cannot deliver the message on to the recipient's own server: their routing or DNS "
    "is wrong. Tell the recipient another way.",
    Advice.EXPIRED: "The message was too old for the server. See what the tries before it were told, and send it "
    "once more.",
    Advice.RECIPIENT_OR_POLICY: "Check the recipient's address; then read the reply's own words, which name the "
    "policy.",
    Advice.PASSING: _READ,
}


def sentence(advice: Advice, *, passing: bool) -> str:
    return SENTENCES.get(advice) or (PASSING if passing else FOR_GOOD)[advice]
