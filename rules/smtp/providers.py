"""Numbers and links by which providers identify an error: more certain than the sentence around them."""

from rules.smtp.advice import Advice
from rules.smtp.rule import Rule


def _orange(numbers: str) -> str:
    """Build a rule for Orange and La Poste: `OFR_104`, `LPN105_104`."""
    return rf"\b(?i:OFR|LPN|LPNAAA|OUK)\w*?[_-]?(?:{numbers})\b"


MARKS = {
    Advice.RATE_LIMIT: (
        _orange(r"104"),
        r"\bHL:(?:ICC|IFC|IFQ)\b|\b(?:MI:DMC|MI:STC|MI:SFQ)\b",
        r"\bRL0000\d\d\b",
        r"\bIB(?:007|504|510|607)\b",
        r"\bRP-00[123]\b",
        r"\bDYN:T\d|\bRLY:B[123]\b",
        r"\bAUP#\S*-?1(?:3[0-9]|4[0-9]|54|58)0\b",
    ),
    Advice.BLOCK_LIST: (
        _orange(r"10[12]"),
        r"\[BL2\d\]|\[TSS07\]",
        r"\bBL[01]{6}\b",
        r"\bS31[45]0\b",
        r"\bIB10[3-6]\b",
        r"\bRTR:(?:SC|BL)\b|\bRLY:BL\b",
        r"\bDT:RBL\b",
        r"\bAUP#\S*-?12[0-5]0\b",
    ),
    Advice.REPUTATION: (
        r"\(NOWL\)|\(BL\)$|None/bad reputation|A problem occurred\. \(Ask",
        r"\[(?:TSS0[1-689]|TSS1\d|TS0[1-4]|IPTS04)\]",
        r"\bHL:(?:REP|MEP|IHU)\b",
        r"\bIB11[0-3]\b",
        r"\bDYN:(?!T)|\bRTR:(?:BB|DU)\b|\bRLY:IR\b|\bDY-001\b|\bES0000\d\d\b",
    ),
    Advice.ADDRESS_REFUSED: (
        _orange(r"103|107|108|423|510|630|999"),
        r"\bCON:B1\b|\bOU-00[12]\b|\bSC-00[1-4]\b",
        r"\bHL:IPB\b",
        r"one or more recipients \(\S+:blocked\)",
        r"\bAUP#\S*-?1000\b",
    ),
    Advice.PASSING: (_orange(r"105|109|201|424|505"),),
    Advice.SPF: (_orange(r"401"), r"\bIB508\b"),
    Advice.DMARC: (_orange(r"517"), r"\bDM00000\d\b"),
    Advice.DKIM: (r"\(AU01\)",),
    Advice.SIGN_IN: (_orange(r"402"), r"\bIB401\b"),
    Advice.PASSWORD: (_orange(r"305"),),
    Advice.SENDER: (
        _orange(r"403|405|415|421"),
        r"\bDT:SUM\b|\bMI:NHD\b|\bMI:SPB\b",
        r"\bRLY:SN\b|\bIB50[126]\b",
    ),
    Advice.UNKNOWN_RECIPIENT: (_orange(r"41[68]"),),
    Advice.MAILBOX_FULL: (_orange(r"417"),),
    Advice.MAILBOX_DISABLED: (_orange(r"420|426"), r"\(554\.30\)"),
    Advice.CONTENT: (
        _orange(r"506|513"),
        r"\bDT:SPM\b",
        r"\[PH0\d\]",
        r"\b(?:HVU|RLY):(?:B\d|BD|CH)\b",
        r"\bIB212\b",
        r"MCSpamSignature",
    ),
    Advice.TOO_LARGE: (_orange(r"514"), r"\bAUP#\S*-?1530\b"),
    Advice.ATTACHMENT: (r"\bIB705\b|\bDY-002\b",),
    Advice.TOO_MANY_RECIPIENTS: (r"\bRP:(?:DRC|TRC)\b", r"\bIB605\b", r"\bAUP#\S*-?1550\b"),
    Advice.REVERSE_DNS: (r"\bIB108\b", r"\bRTR:RD\b", r"\bPT00000\d\b", r"\bAUP#\S*-?11[0-5]0\b"),
    Advice.GREYLISTING: (r"\[GL0\d\]",),
    Advice.PROTOCOL: (r"\b(?:MI|RP):C[CE]L\b",),
    Advice.RESTRICTED: (r"\bWM:BL[IU]\b",),
}
LINKS = {
    Advice.BLOCK_LIST: (r"proofpoint\.com/(?:\?ip|dnsbl)|ipcheck\.proofpoint|sendersupport\.olc|sender\.office\.com",),
    Advice.MAILBOX_FULL: (r"[?&]p=overquota\w*",),
    Advice.UNKNOWN_RECIPIENT: (r"[?&]p=nosuchuser",),
    Advice.MAILBOX_DISABLED: (r"[?&]p=disableduser",),
    Advice.RATE_LIMIT: (r"[?&]p=receivingrate\w*|[?&]p=unsolicitedratelimit\w*",),
    Advice.MALFORMED: (r"[?&]p=rfcmessagenoncompliant",),
    Advice.ATTACHMENT: (r"[?&]p=blockedmessage",),
    Advice.CONTENT: (r"[?&]p=unsolicitedmessageerror",),
    Advice.TOO_LARGE: (r"[?&]p=maxsizeerror|header-limits",),
    Advice.TOO_MANY_RECIPIENTS: (r"[?&]p=toomanyrecipients\w*",),
    Advice.LOOP: (r"[?&]p=mailloop",),
    Advice.REVERSE_DNS: (r"[?&]p=ipv6autherror",),
    Advice.ADDRESS_REFUSED: (r"[?&]p=notauthorizederror",),
    Advice.SIGN_IN: (r"[?&]p=wantauth\w*",),
    Advice.PASSWORD: (r"[?&]p=(?:badcredentials|invalidsecondfactor)",),
}
"""Google's links name the error; Proofpoint's and Microsoft's lead to where an address is taken off their lists."""

TABLE = (
    *(Rule(priority=2000, advice=advice, marks=marks) for advice, marks in MARKS.items()),
    *(Rule(priority=1500, advice=advice, links=links) for advice, links in LINKS.items()),
)
