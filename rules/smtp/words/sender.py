"""Words about the sender's address and its domain."""

from rules.smtp.advice import Advice
from rules.smtp.rule import Rule
from rules.smtp.words.vocabulary import SENDER

TABLE = (
    Rule(
        priority=885,
        advice=Advice.SENDER,
        words=(
            r"(?:your|sender'?s?|from) (?:e-?mail |mail )?(?:address|account)(?: \(?@\)?)? (?:is |has been "
            r"|was )?(?:on |in )?(?:our |a |the )?(?:block|black|ban|suspend|disabl|list)\w*",
            r"(?:mail from|sender) \(?@\)?:? (?:is |has been |was )?(?:\w+ )?(?:black|block|ban)\w*",
            r"badmailfrom|sender (?:is )?(?:on|in) (?:our|my) (?:black|block)|envelope sender is in my bad",
        ),
        unless=(r"\bip\b",),
    ),
    Rule(
        priority=830,
        advice=Advice.SENDER_DOMAIN,
        words=(
            rf"{SENDER}.{{0,100}}(?:domain|dns|\bmx\b|host)\b.{{0,50}}(?:not|n't|no |unresolv|unknown|invalid"
            r"|must|fail|missing|does|null|lookup)",
            rf"(?:domain|dns|\bmx\b|host).{{0,30}}(?:of|for|in) .{{0,20}}{SENDER}.{{0,60}}(?:not|n't|no |unresolv"
            r"|unknown|invalid|must|fail|missing|exist)?",
            rf"(?:unresolvable|unknown|invalid|non-?existent|bogus) .{{0,30}}(?:{SENDER}|from)\b.{{0,20}}domain",
            r"domain not found",
            r"(?:cannot|can't|could not|unable to|n't) (?:resolve|find|look ?up|verify) .{0,40}(?:sender|from"
            r"|mail from)",
            r"sender.{0,40}unresolv\w+",
            r"(?:your|envelope sender) domain (?:must|does|has|is not)|from: domain",
            r"sender domain (?:resolve|is|must|not)|deliver bounces",
            r"no (?:a|mx|valid|a, aaaa).{0,20}(?:record|mx).{0,40}(?:for|of|in)? ?(?:sender|from|your)",
            r"from an unresolvable domain|domain name mismatch",
            r"valid sender domain",
            r"has no (?:valid )?(?:a|mx|aaaa)\b.{0,40}records?",
            r"(?:invalid|no|missing) (?:dns )?(?:mx|a)\b.{0,30}resource records?",
        ),
        unless=(
            r"recipient|reverse|blocked|banned",
            r"not (?:owned|authori[sz]ed)",
        ),
    ),
    Rule(
        priority=825,
        advice=Advice.SENDER,
        words=(
            rf"{SENDER}.{{0,100}}(?:reject|den(?:y|ied)|not |n't|invalid|unknown|un\w+|block|refus|fail|bad|no "
            r"|missing|mismatch|illegal|must|forbid|prohibit|empty|blank|ung[üu]|abgelehnt|invalide|forg|fake"
            r"|verif|spoof|is (?:on|in))",
            r"(?:invalid|bad|unknown|unverified|illegal|forged|fake|blocked|unauthori[sz]ed|rejected|bogus|null"
            rf"|empty|wrong) (?:\w+ )?{SENDER}",
            r"(?:e-?mail )?address is not verified|identities failed",
            r"not (?:owned|authori[sz]ed|allowed) (?:by|to (?:use|send (?:as|from))) .{0,40}",
            r"permissions? to send as|spoof|identity changes|mail from @.{0,30}not",
            r"\bbatv\b|unrout\w+ sender",
        ),
        unless=(
            r"sender.{0,20}\bip\b|(?:recipient|rcpt) address rejected|sender.{0,10}reputation",
            r"recipient|from: header|headers",
        ),
    ),
)
