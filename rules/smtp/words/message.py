"""Words about the content of the message."""

from rules.smtp.advice import Advice
from rules.smtp.rule import Rule

TABLE = (
    Rule(
        priority=780,
        advice=Advice.MALFORMED,
        words=(
            r"rfc ?-?:?(?:2?822|5322|5321|1341|2047|1035)|malformed|bare (?:lf|cr|line)|line ?feeds?",
            r"line (?:too long|length)|lone (?:cr|lf)|invalid characters?|illegal character|\bmime\b|8-?bit",
            r"message-id|date header|date: |related errors",
            r"headers?\b.{0,60}(?:missing|invalid|duplicate|not accepted|malformed|required|too (?:long|large)"
            r"|error|syntax|not permitted|disallowed|without)",
            r"(?:missing|invalid|duplicate|no|multiple|bad|without|disallowed|empty) .{0,30}\bheaders?\b",
            r"multiple (?:addresses in )?from",
            r"headers? (?:are|is|was)? ?not\b",
        ),
        unless=(r"spam|virus",),
    ),
    Rule(
        priority=770,
        advice=Advice.ATTACHMENT,
        words=(
            r"virus|malware|infected|trojan|ransom|malicious|harmful|\bw32\b|eicar|病毒",
            r"attachments?\b|attached file|file (?:type|name|extension)|\.(?:exe|zip|js|docm|xlsm)\b",
            r"executable|banned (?:content|file)|anhang|anh[äa]nge|potential security issue|pi[eè]ce jointe",
            r"dangerous",
        ),
        unless=(r"spam (?:or|and|/) ?virus|virus (?:or|and|/) ?spam|too many attachments",),
    ),
    Rule(
        priority=760,
        advice=Advice.CONTENT,
        words=(
            r"security polic|\bspam(?!mer|haus|cop)|spam-|anti-?spam|spam ?assassin|\bspammy|unsolicited|junk",
            r"\bube\b",
            r"\buce\b|bulk|phish|scam|fraud|垃圾|spamverdacht|pourriel|spf:spam",
            r"content\b(?!-)|inhalt|contenu|内容|pattern|fingerprint|signature|suspicious|suspect",
            r"blocked by (?:our )?filter|filter(?:ed|ing)?\b|heuristic|bayes|\burls?\b|\blinks?\b|uribl|surbl",
            r"advertis|message (?:was |is |has been )?(?:blocked|quarantined)|quarantin|uce",
            r"cpspam",
            r"(?:message|mail|e-?mail) (?:looks|appears|seems|classified|detected|scored|identified|flagged)",
            r"score",
        ),
        unless=(r"postfix|not spam|filter (?:is )?(?:unavailable|not available|down|timed out|failed)",),
    ),
)
