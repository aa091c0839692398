"""Words about proofs of the sender's identity, and about encryption."""

from rules.smtp.advice import Advice
from rules.smtp.rule import Rule

TABLE = (
    Rule(
        priority=990,
        advice=Advice.DMARC,
        words=(
            r"\bdmarc\b|dmarc ?reject",
            r"align(?:ed|ment).{0,80}\b(?:spf|dkim|from)\b|\bfrom:? header.{0,80}align",
        ),
        links=(r"dmarc",),
    ),
    Rule(
        priority=985,
        advice=Advice.AUTHENTICITY,
        words=(
            r"\bspf\b.{0,60}\b(?:or|and|and/or|nor|&|/)\b.{0,20}\bdkim\b",
            r"\bdkim\b.{0,20}\b(?:or|and|nor|&)\b.{0,20}\bspf\b",
            r"(?:mail|message|e-?mail|sender)s?\b.{0,40}\bunauthenticated",
            r"unauthenticated (?:e-?mail|mail|message|sender)",
            r"authentication (?:checks?|information)\b|authentication level",
            r"\barc\b.{0,20}(?:valid|fail|seal|chain)",
        ),
        unless=(r"unauthenticated senders? (?:are )?not (?:allowed|accepted)",),
    ),
    Rule(
        priority=980,
        advice=Advice.DKIM,
        words=(
            r"(?:authenticate|authentication|sign\w*|because|due to|failed|invalid|bad|no"
            r"|missing)\b.{0,40}\bdkim\b",
            r"\bdkim\b(?!.{0,12}\bpass\b)",
            r"domainkeys",
        ),
        unless=(
            r"(?:because|due to) (?:of )?(?:the )?spf",
            r"\bspf\b.{0,30}(?:did(?:n't| not) pass|fail)",
            r"dkim domain",
        ),
    ),
    Rule(
        priority=975,
        advice=Advice.SPF,
        words=(
            r"\bspf\b",
            r"sender[ -]policy[ -]framework",
            r"sender id\b.{0,20}(?:fail|pra)",
            r"not (?:authorized|permitted|allowed|designated)(?: to (?:use|send)|).{0,30}(?:by|for|on behalf"
            r"|in the name).{0,20}(?:domain|host|owner|fqdn)\b",
        ),
        unless=(
            r"spf domain\b",
            r"from:",
        ),
        links=(r"openspf|/spf\b|\bspf\.",),
    ),
    Rule(
        priority=970,
        advice=Advice.TLS,
        words=(
            r"\btls\b|start ?tls|\bssl\b|tlsv?1|tlsa|\bdane\b|mta-sts|requiretls",
            r"encrypt(?:ion|ed)\b.{0,40}(?:require|need|must|mandatory|only)",
            r"(?:require|need|must|only)\w*\b.{0,40}encrypt",
            r"certificate",
        ),
    ),
)
