"""Words about refusals of the sending address: block lists, reputation, greylisting, policy."""

from rules.smtp.advice import Advice
from rules.smtp.rule import PERMANENT, TRANSIENT, Rule
from rules.smtp.words.vocabulary import ADDRESS, REFUSED

TABLE = (
    Rule(
        priority=995,
        advice=Advice.GREYLISTING,
        words=(
            r"internal resources are temporarily unavailable|gr[ae]y-?.?list|gr[ae]ylst|postgrey",
            r"milter-greylist|come back in\b",
            r"please (?:retry|try again) (?:in|after) \d+ ?s",
            r"delay(?:ed)?(?:ing)? (?:for|your).{0,30}(?:seconds|minutes|first)|first[- ]time sender",
            r"new sender|unknown triplet|graulist",
            r"temporar\w+ (?:deferred|rejected).{0,20}(?:first|new|unknown) ",
            r"(?:try|retry|resend).{0,20}(?:in|after) (?:\d+|a few|some|five|ten) (?:seconds|minutes|minuten)",
        ),
        unless=(r"too many|rate|spf|dkim|dmarc",),
        outcomes=TRANSIENT,
    ),
    Rule(priority=994, advice=Advice.GREYLISTING, words=(r"gr[ae]y-?.?list",), outcomes=PERMANENT),
    Rule(
        priority=900,
        advice=Advice.REPUTATION,
        words=(
            r"too many (?:invalid|unknown|bad|non-?existent|wrong|incorrect|undeliverable|failed) (?:recipients?"
            r"|users?|rcpts?|addresses)",
            r"(?:user|spam) complaints|judged to be spam|directory harvest|harvesting",
            r"unusual rate of unsolicited.{0,200}blocked",
        ),
        unless=(r"rate.?limit\w* because",),
    ),
    Rule(
        priority=880,
        advice=Advice.BLOCK_LIST,
        words=(
            r"\bdnsbl|\brbls?\b|block[- ]?list|black[- ]?list|deny[- ]?list|\bdrbl\b|realtime (?:block|black)",
            r"\bbrbl\b|zwarte lijst",
            r"spamhaus|spamcop|\bsorbs\b|uceprotect|barracuda ?(?:central|reputation)|senderscore|cloudmark",
            r"abuseat|invaluement|mailspike",
            r"(?:is|are|was|be|been|currently|found|due to|because|entry|ip|dnsbl|address"
            r"|client) (?:\S+ ){0,3}?list(?:ed|ing)\b",
            r"\blisted (?:in|on|at|by|with)\b|listing (?:in|on|at)|liste noire|lista negra|schwarze liste|黑名单",
            rf"{REFUSED} (?:using|by|at|with) (?:fqdn|dnsbl)\b|(?:blocked|rejected|refused|denied) using\b",
            r"(?:is|be|as|looks like|appears to be) an? open (?:mail )?relay|open proxy|found in dns",
            r"ivmsip|ivmuri|hostkarma|manitu",
        ),
        unless=(
            r"mailing[- ]list|white ?list(?:ed)? only|not listed|n't listed",
            r"(?:url|link|uri|domain|website)s?\b.{0,40}(?:in|within|of) (?:(?:the|this|your) )?(?:message"
            r"|e-?mail|mail|body)",
            r"not (?:black|block)[- ]?listed",
            r"contains? .{0,20}\b(?:urls?|links?)\b",
        ),
        links=(
            r"spamhaus|spamcop|sorbs|uceprotect|barracudacentral|dnsbl|blacklist|block-?list|/bl\?|/rbl",
            r"senderscore|cloudmark",
        ),
    ),
    Rule(
        priority=870,
        advice=Advice.REPUTATION,
        words=(
            r"reputation|suspicious activity|sender ?base|sender score|unusual rate|abusive",
            r"abuse (?:detected|from)|spam(?:ming)? (?:from|abuse)",
            r"(?:ip|host|server|you|address|client|network) (?:is |are |was |has been |have been )?(?:identified"
            r"|known|detected|marked|reported)(?: as| for)?(?: a| sending)? spam\w*",
            r"send(?:s|ing)? (?:us )?(?:too much )?spam|spammers?\b|too much spam",
            r"dynamic|residential|dial-?up|generic ip|your isp|smtp server of your",
            r"messages from.{0,40}(?:deferred|rejected)|信誉",
            r"too many spams",
        ),
        unless=(r"dynamic (?:recipient|list)",),
    ),
    Rule(
        priority=765,
        advice=Advice.ADDRESS_REFUSED,
        words=(
            rf"{ADDRESS}.{{0,70}}(?:\b{REFUSED}\b|not (?:allowed|welcome|accept\w*|permitted)|prohibited"
            r"|disallowed)",
            rf"\b{REFUSED}\b.{{0,50}}(?:{ADDRESS}|\bip\b)",
            r"not (?:allowed|authori[sz]ed|permitted) to (?:connect|send|submit|use)(?! as)",
            r"no (?:smtp )?service",
            r"access (?:from|to|denied).{0,40}(?:\bip\b|mail system|this server|from host|from fqdn)",
            r"your access to|go away|not accepting (?:mail|connections) from",
            r"(?:won't|will not|cannot|do not|don't) (?:accept|talk|take) .{0,30}(?:from (?:you|ip|your|this)"
            r"|to you)",
            r"geograph|country",
            r"not (?:currently )?accepting (?:mail|messages|connections) from|no access from|bad sender ip",
            r"sending (?:address|server|host|ip).{0,20}not accepted",
        ),
        unless=(r"\burls?\b|\blinks?\b|content|attachment|virus|recipient address",),
    ),
    Rule(
        priority=620,
        advice=Advice.POLICY,
        words=(
            r"policy (?:violation|restriction|reason)|(?:due to|because of|for|by) .{0,20}polic",
            r"(?:local|organi[sz]ation) policy",
            r"organi[sz]ation\w* settings",
        ),
    ),
    Rule(
        priority=510,
        advice=Advice.POLICY,
        words=(
            r"polic(?:y|ies)|prohibited|access denied|not allowed|not permitted|not authori[sz]ed",
            r"security reason|richtlinie|politique|administrative|local rule|forbidden|\bacl\b",
        ),
    ),
)
