"""Words about quantity: messages, recipients, bytes."""

from rules.smtp.advice import Advice
from rules.smtp.rule import Rule

TABLE = (
    Rule(
        priority=895,
        advice=Advice.TOO_MANY_RECIPIENTS,
        words=(
            r"too many (?:recipients|rcpts?\b|rcpt to|addresses|destinations|envelope recipients)",
            r"recipients?(?: count)?(?: per \w+)? (?:limit|exceed)",
            r"(?:max|maximum|number of|limit of) (?:\w+ )?recipients",
            r"zu viele empf|trop de destinataires|demasiados destinatarios",
            r"multiple (?:destination )?(?:domains|recipients) per",
            r"one recipient (?:at a time|per)|recipient in a separate transaction",
        ),
        unless=(r"(?:this|per|last) (?:hour|day|minute)|within|too (?:quickly|fast)",),
    ),
    Rule(
        priority=890,
        advice=Advice.RATE_LIMIT,
        words=(
            r"account service is temporarily unavailable|rate[ -]?(?:control|limit|throttl)\w*|throttl",
            r"slow(?:ing)? down",
            r"(?:frequency|speed)\b.{0,30}limit|flood|over ?rate",
            r"too many (?!hops|errors|recipients?\b|rcpts?\b|received|related|unknown|invalid|addresses|headers"
            r"|commands|levels|parts|redirect|lines|attachments)(?:[\w/-]+ ){0,3}?(?:connections?|sessions?"
            r"|messages?|mails?|e-?mails|requests|deliver\w*|threads|processes|transactions|from|smtp|sent"
            r"|letters)",
            r"over the (?:\w+ )?(?:daily|hourly|rate) limit",
            r"too many (?:recipients|rcpts?).{0,30}(?:hour|day|minute|received|within)",
            r"too much (?:mail|e-?mail|traffic|load)|too (?:fast|quick|frequent)",
            r"(?:mail|message|messages|e-?mails?|connections?|sessions?|submission|sending|sent|smtp|hourly"
            r"|daily|user sending|relay|outbound|per[- ](?:hour|day|minute|user)|volume"
            r"|traffic)[\w\s':,-]{0,40}(?:quota|limit|rate|threshold|maximum)\w*[\w\s]{0,30}(?:exceed|reach"
            r"|surpass|hit|limited|over)",
            r"exceed\w*[\w\s':,-]{0,60}(?:rate\b|connections?\b|sessions?\b|messages? (?:per|in)|per (?:hour"
            r"|minute|second|day|connection)|quota for sending|threshold|permitted limits|sending limits?|hourly"
            r"|daily|concurren)",
            r"concurren\w+.{0,30}(?:connections?|sessions?|limit)",
            r"max(?:imum)? (?:number of )?(?:connections?|sessions?|messages? per)",
            r"excessive (?:volume|rate|mail|number|traffic)|unusual (?:rate|volume|amount|traffic)",
            r"unexpected volume|connection (?:rate|limit)",
            r"(?:message|mail|rcpt|recipient|deliver\w*|receiv\w*) rate\b|rate that prevents|at a rate",
            r"receive limit|thread limit|sending limit",
            r"trop de (?:connexions|messages|mails)|zu viele (?:verbindungen|nachrichten|mails|e-mails)|过多|频率",
            r"频繁|超过.{0,6}限制",
            r"queue quota|try (?:again|later) at a slower|reduce (?:the|your) (?:rate|number)",
            r"limit(?:s)? (?:per|for this) (?:hour|day|connection)",
            r"\bslower\b",
        ),
        unless=(
            r"message size|mailbox (?:size|quota|limit)|size limit|storage|hop count|hops",
            r"(?:disk|disc|e-?mail|mail|user|storage|account) quota",
            r"messages (?:on the server|in (?:the |your )?mail ?box)|too many spams?\b",
        ),
    ),
    Rule(
        priority=860,
        advice=Advice.TOO_LARGE,
        words=(
            r"\b(?:message|mail|e-?mail|attachments?|data|body|letter|content|line|header|file|nachricht|taille"
            r"|gr[oöß]+e)s?(?:'s)?(?: (?:file|content|data|header|body|length|limite))?(?: size)?\b(?: \(?\w+\)?"
            r"| is| was| du message| limit){0,4} ?(?:exceed\w*|too (?:large|big|long)|larger|bigger|over|limit"
            r"|maximum|zu gro|atteinte|trop)[\w\s']{0,30}(?:size|limit|maximum|fixed|allowed|large|big|long"
            r"|gro(?:ß|ss)|atteinte|bytes|kb|mb|permitted|message)?",
            r"too (?:large|big)\b|exceed\w*.{0,40}(?:message|mail|max\w*|fixed|system|individual) .{0,20}size",
            r"recip\w*sizelimit|sendsizelimit",
            r"(?:message|mail|max(?:imum)?|allowed) ?(?:\w+ )?size",
            r"size (?:of (?:the|your) (?:message|e-?mail)|exceed|limit exceed)|zu gro(?:ß|ss)",
            r"message (?:length|size) exceed|larger than (?:the )?(?:\d|allowed|current|maximum|limit)",
            r"超过.{0,10}大小|邮件大小",
        ),
        unless=(
            r"mail ?box (?:size|limit|quota|is)",
            r"(?:user|account|mailbox|quota|storage).{0,20}(?:quota|full|over)|quota|spam|line too long",
            r"header line|over ?quota|\brate\b|from address|e-?mail limit|mail limit|message limit",
            r"data (?:from|limit)|over (?:ipv6|tls)",
        ),
    ),
    Rule(
        priority=850,
        advice=Advice.SYSTEM_FULL,
        words=(
            r"(?:insufficient|not enough|no(?! longer)|low|out of|lack of)\b(?: \w+){0,2} (?:storage|(?:disk"
            r"|system|spool) space|resources|memory)",
            r"disk full|no space left|mail system full|out of (?:memory|disk|resources)|queue (?:is )?full",
            r"insufficient (?:storage|space|resources)(?! (?:in|for) (?:the )?(?:user|mail ?box|recipient))",
            r"speicherplatz (?:auf|des servers)",
        ),
        unless=(r"mail ?box|quota|user|\binbox",),
    ),
    Rule(
        priority=845,
        advice=Advice.TOO_LARGE,
        words=(
            r"(?:message|mail) (?:size |length )?(?:exceeds?|is larger than|is too (?:large|big"
            r"|long) for) .{0,20}mail ?box\b(?!.{0,10}(?:quota|full))",
        ),
    ),
    Rule(
        priority=840,
        advice=Advice.MAILBOX_FULL,
        words=(
            r"(?:mail ?box|in ?box|account|user|recipient|folder|maildir|postfach|konto|bo[iî]te|邮箱"
            r"|@)\S*.{0,60}(?:\bfull\b|over[- ]?quota|out of (?:storage|space|disk)|exceed\w*|over (?:the |its "
            r"|his |their )?(?:\w+ )?(?:limit|quota)|\bvoll\b|pleine|quota|已满|[üu]berf)",
            r"(?:full|over[- ]?quota|over its quota) (?:mail ?box|in ?box|account)",
            r"quota (?:is |has been |was )?(?:exceed|reach|full|limit|violat)\w*",
            r"over[- ]?quota|exceed\w*.{0,30}(?:storage|quota|mail ?box)",
            r"storage (?:allocation|quota|limit|space|full)|out of storage|disk quota",
            r"(?:insufficient|not enough|no) .{0,30}(?:storage|space|room|quota)|speicherplatz|容量|空间不足",
            r"quota|mailboxfull|overquota",
            r"not have (?:enough|sufficient) (?:\w+ )?(?:space|room|storage)|space has been used up|exeeded",
            r"(?:limit|quota) exc?eeded for this|too many messages (?:on the server|in)",
        ),
        unless=(
            r"sending (?:quota|limit)|submission|(?:daily|hourly|rate) quota|quota for sending|message rate",
            r"greylist|unlimited quota|organization|queue quota",
            r"insufficient (?:permission|privilege|right|auth)",
        ),
    ),
)
