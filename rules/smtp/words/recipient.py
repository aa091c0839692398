"""Words about the recipient and the domain."""

from rules.smtp.advice import Advice
from rules.smtp.rule import PERMANENT, Rule
from rules.smtp.words.vocabulary import GONE, SENDER, UNKNOWN, WHO

TABLE = (
    Rule(
        priority=993,
        advice=Advice.UNKNOWN_RECIPIENT,
        words=(
            r"recip\w*notfound|recip(?:ient)? ?not ?found by smtp|resolver\.adr\.",
            r"recipient address rejected: access denied",
            r"user doesn't have an? .{0,40}account|badrcptto|validrcptto",
            r"account or domain may not exist",
        ),
    ),
    Rule(
        priority=992,
        advice=Advice.UNKNOWN_DOMAIN,
        words=(
            r"nonexistentdomain|recipient.{0,60}(?:domain|host) not found",
            r"(?:recipient|destination)(?:'s)? (?:domain|host)\b.{0,30}(?:not|n't|unknown|invalid|no )",
            r"no such domain(?! here)|dns domain.{0,40}does not exist|host or domain name not found",
            r"(?:host|domain) (?:name )?(?:unknown|does not exist)(?!.{0,40}sender)",
            r"(?:recipient|mail) domain .{0,40}(?:must exist|unknown|not exist|invalid)",
            r"unrouteable mail domain|rejected: unknown domain",
            r"domain fqdn (?:does not|doesn't) exist",
        ),
        unless=(SENDER, r"helo|ehlo"),
    ),
    Rule(
        priority=991,
        advice=Advice.NO_MAIL,
        words=(
            r"null ?mx",
            r"(?:domain|host|server|system|fqdn) .{0,30}(?:does not|doesn't"
            r"|never) accepts? (?:any )?(?:e-?)?mail\b(?! (?:from|for))",
        ),
        unless=(SENDER,),
    ),
    Rule(
        priority=935,
        advice=Advice.RESTRICTED,
        words=(
            r"resolver\.rst\.(?!\w*size)|sender(?: was|not| is)? ?not ?authenticated ?(?:for|by)",
            r"sendernotauthenticated",
            r"not authenticated (?:for (?:the )?(?:group|mailbox|public folder)|by organization)",
            r"blocked? ?by (?:the )?(?:recipient|user)",
            r"recipient.{0,30}blocked (?:you|the sender|this sender|your)",
            r"blacklisted by (?:the )?recipient|recipient'?s? (?:personal )?block ?list",
            r"(?:customer|user|personal|tenant) block ?list",
            r"(?:ip|sender|address|you|host)\b.{0,20}not (?:in|on) (?:the |our |my |a )?(?:white|allow|safe"
            r"|accept)\w*[- ]?(?:list|senders)?",
            r"rejected by (?:the )?recipient|blocked senders?|senderfilterconfig|allowed[- ]senders",
            r"envelope blocked",
            r"mail is rejected by recipients|denied by (?:the )?(?:recipient|user)",
        ),
        unless=(r"size ?limit",),
    ),
    Rule(
        priority=835,
        advice=Advice.RESTRICTED,
        words=(
            r"(?:sender|you|user|address|@|from)\b.{0,40}not (?:authori[sz]ed|allowed|permitted|subscribed"
            r"|a member)\w*.{0,20}(?:to (?:send|post|mail)(?: (?:to|mail|messages?|e-?mail))?.{0,20}(?:recipient"
            r"|group|list|destination|mailbox|user|address|@)|member|subscri)",
            r"only (?:accepts?|receive|members|allowed|authori[sz]ed|internal)\b|members?[- ]only",
            r"non-?members?|closed mailing|moderat|internal (?:use|only|mail)",
            r"(?:recipient|user|mailbox|address|group).{0,40}(?:does not|doesn't|not|refuses? to"
            r"|unwilling to) (?:accept|want|receiv)\w*(?: (?:mail|messages?|e-?mail))? from",
            r"restricted (?:recipient|mailbox|address|list|group)|mail is rejected by recip",
            r"(?:recipient|user|mailbox|address) (?:is |has )?(?:restricted|only|private)",
            r"not (?:in|on) .{0,20}(?:allowed|permitted|safe) (?:sender|list)|prohibited (?:from )?sending to",
            r"cannot send (?:mail )?to this|delivery restriction|mailing[- ]list.{0,30}(?:prohibit|not)",
            r"recipient preferences|not subscribed|refuses? to (?:accept|receive) (?:your )?mail",
        ),
        unless=(
            r"relay",
            r"no longer accept",
            r"\bip\b",
        ),
    ),
    Rule(
        priority=820,
        advice=Advice.MOVED,
        words=(
            r"has moved|no longer (?:on (?:this |our )?server|works?|with|employed|here|at this)",
            r"user not local[;,]? please|new (?:e-?mail )?address|(?:please )?try (?:forwarding|@)",
            r"neue (?:e-mail-)?adresse|changed (?:his|her|their|its) (?:e-?mail|address)",
            r"left the (?:company|organi)",
        ),
        unless=(SENDER,),
    ),
    Rule(
        priority=810,
        advice=Advice.MAILBOX_DISABLED,
        words=(
            r"(?:mail ?box|accounts?|users?|recipient|address|e-?mail|postfach|konto|compte|bo[iî]te"
            rf"|destinataire|@|收件人|帐[户号])\S*.{{0,60}}\b{GONE}\b",
            rf"\b{GONE} (?:e-?mail )?(?:mail ?box|account|user|recipient|address)|禁用|冻结|停用",
            r"user(?:disabled|suspended)|disableduser|bo[iî]te.{0,20}archiv",
            r"not allowed to receive|cannot receive|can't receive",
            r"inactivity",
            r"accountdisabled|mailboxdisabled",
        ),
        unless=(
            rf"{SENDER}|your account|\bip\b|connection|transmission|channel|content|policy|spam|too many",
            r"attachment|virus|service unavailable",
        ),
    ),
    Rule(
        priority=800,
        advice=Advice.UNKNOWN_RECIPIENT,
        words=(
            rf"{WHO}\b.{{0,70}}{UNKNOWN}",
            rf"@.{{0,40}}{UNKNOWN}(?! (?:command|argument|header))",
            r"(?:unknown|no such|invalid|bad|non-?existent|unrecogni[sz]ed|illegal|undeliverable|unrout\w+|wrong"
            rf"|no valid|not a (?:known|valid)|not an active|ambiguous) (?:\w+ ){{0,3}}{WHO}\b",
            r"no (?:one|account|mail ?box|user|person|recipient)\b.{0,40}(?:here|by that name|with that|at this"
            r"|found|there)",
            r"not our customer",
            r"mail ?box (?:not|un) ?(?:found|known)|does not like recipient|address (?:rejected|invalid)",
            r"unknown user|user unknown",
            r"(?:empf[äa]e?nger|adresse|postfach|benutzer|nutzer|konto).{0,50}(?:unbekannt|nicht (?:gefunden"
            r"|bekannt|vorhanden|existent)|existiert nicht|ung[üu]e?ltig)",
            r"(?:unbekannte[rn]?|ung[üu]e?ltige[rn]?) (?:empf|benutz|nutz|adress)",
            r"kein (?:solche[rs] )?(?:benutzer|postfach|empf)",
            r"(?:adresse|destinataire|utilisateur|bo[iî]te|compte).{0,50}(?:invalide|inconnu|inexistant"
            r"|introuvable|n'existe)",
            r"inconnu",
            r"no existe|desconocid|sconosciut|inesistente|inexistente|nie istnieje|nie ma takiego|onbekend",
            r"bestaat niet|не найден|не существует|нет такого|不存在|无效的?(?:收件|用户|地址)|没有找到|查无此",
            r"no (?:mail ?box|account|user)\b.{0,30}(?:available|for this)",
            r"non[- ]existent",
            r"in (?:my )?bad ?recipient",
            r"no .{0,40} in (?:the )?(?:name )?directory",
            r"not e-?mail addresses",
            r"nessun[ao]? (?:utente|casella)",
        ),
        unless=(SENDER, r"helo|ehlo|spf|relay|header|reverse|command|certificate"),
    ),
    Rule(
        priority=790,
        advice=Advice.UNKNOWN_RECIPIENT,
        words=(
            r"mail ?box (?:is )?(?:currently |temporarily )?(?:un(?:availa?ble|reachable)|not available"
            r"|cannot be)",
            r"(?:recipient|user|address) (?:is )?unavailable",
            r"recipient (?:address )?(?:@ )?(?:rejected|refused|denied|not (?:accepted|allowed|ok)"
            r"|verif\w+ fail\w*)[.: )]*$",
            r"that recipient is not allowed|recipient verification failed|verify recipient failed",
            r"callout verification failed",
            r"rejected recipients|recipient is not accepted|envelope recipient has been denied",
            r"can't accept user",
            r"account unavailable|recipient denied",
        ),
        unless=(SENDER, r"policy|spam|access from"),
        outcomes=PERMANENT,
    ),
)
