"""Words about the state of the server and the systems behind it."""

from rules.smtp.advice import Advice
from rules.smtp.rule import TRANSIENT, Rule

TABLE = (
    Rule(
        priority=1000,
        advice=Advice.LOOP,
        words=(
            r"too many hops|hop ?count|\bhops\b|mail ?loop|loop(?:ing|s)?\b(?: (?:detected|back)|)",
            r"too many .?received|already has my delivered",
            r"mailschleife|boucle|maximum (?:number of )?(?:forward|hop)|forwarding loop|routing loop",
        ),
    ),
    Rule(
        priority=812,
        advice=Advice.PASSING,
        words=(
            r"verification in progress|unverified address|address verification",
            r"mail ?box (?:is )?(?:temporarily |currently )?(?:busy|locked|in use)",
            r"temporarily (?:locked|busy|in use)",
        ),
        outcomes=TRANSIENT,
    ),
    Rule(
        priority=560,
        advice=Advice.PASSING,
        words=(
            r"(?:recipient|mailbox) temporarily|mail ?box (?:busy|locked|unavailable|in use)",
            r"(?:mail ?box|user|recipient|account|address).{0,30}(?:temporar|busy|unavailable|not available"
            r"|locked)",
        ),
        outcomes=TRANSIENT,
    ),
    Rule(
        priority=550,
        advice=Advice.ROUTE,
        words=(
            r"(?:host|server|mta|destination|next ?hop|network|backend|smart ?host|exchange"
            r"|domain)\b.{0,40}(?:unreachable|not responding|did(?:n't| not) respond|not available|unavailable"
            r"|no answer|down\b|could not be (?:reached|contacted|connected))",
            r"no route|cannot route|unable to (?:route|connect|deliver)",
            r"connect(?:ion)? to (?:@|host|fqdn|ip|backend|downstream|destination|next|remote"
            r"|mail).{0,40}(?:fail|refus|timed|lost)",
            r"connection (?:timed out|refused) (?:to|by|with)|misconfigured|mx (?:record )?(?:points|loops)",
            r"lookup fail|dns (?:error|fail|problem|lookup|server|timeout|temporary)",
            r"name (?:service|server) (?:error|fail)",
        ),
        unless=(
            r"service (?:is )?(?:not |un|temporarily|currently)",
            r"temporary lookup failure",
        ),
    ),
    Rule(
        priority=540,
        advice=Advice.EXPIRED,
        words=(
            r"message expired|queue expired|delivery time expired|too old|in (?:the )?queue too long",
            r"message delayed|delivery timeout",
        ),
    ),
    Rule(
        priority=530,
        advice=Advice.TROUBLE,
        words=(
            r"local error|internal|system (?:error|problem|failure|resources|busy)|resources?\b|overload",
            r"high load|load (?:too|average)|maintenance|wartung|(?:server|service) (?:error|problem)",
            r"temporar\w+ (?:error|fail\w*|problem|un\w+|rejected|deferred|local|server|lookup|system|disabled"
            r"|authentication)",
            r"technical|ldap|database|backend|(?:write|read|queue file|file) (?:error|write|open)",
            r"server configuration|configuration (?:error|problem)|milter|scanner",
            r"filter (?:is )?(?:un\w+|down|timed|failed)",
            r"unable to (?:process|accept|queue|verify|complete|lookup|write)",
            r"could not (?:process|complete|open|write|verify|queue)|system is|qq |home directory|pfa agent",
            r"problem|sp[äa]e?ter|plus tard|later|try again|retry|m[aá]s tarde|系统(?:忙|错误|繁忙)|稍后|重试|weather",
            r"timed? ?out|timeout|connection (?:lost|dropped|expired|closed)|delay",
        ),
        unless=(r"policy violation|access denied",),
    ),
    Rule(
        priority=520,
        advice=Advice.BUSY,
        words=(
            r"too busy|\bbusy\b|service (?:is )?(?:not |un|temporarily un|currently un)\w*|not accepting",
            r"shutting? ?down|closing|going down|service shut|server closing",
        ),
        codes=frozenset({"421"}),
    ),
)
