"""Words about the connection: names in DNS and HELO, commands, sign-in and relaying."""

from rules.smtp.advice import Advice
from rules.smtp.rule import Rule

TABLE = (
    Rule(
        priority=955,
        advice=Advice.RELAYING,
        words=(r"relay(?:ing)?(?: access)? (?:is )?(?:denied|not (?:permitted|allowed)|prohibited)",),
        unless=(r"identified as spam|spammer",),
    ),
    Rule(
        priority=950,
        advice=Advice.REVERSE_DNS,
        words=(
            r"\bptr\b|\br-?dns\b|reverse[ -]?dns",
            r"reverse (?:lookup|host ?name|name|host|resolution|record|address|entry)",
            r"inverse (?:lookup|dns|resolution)|full[ -]circle|\bfcrdns\b|ip name lookup fail",
            r"name lookup fail\w* \[?ip",
            r"cannot (?:find|resolve) your (?:reverse )?(?:host ?name|address|ip)|no reverse|fehlender reverse",
            r"unresolvable relay host|(?:sender|client|your|sending) ip.{0,20}must (?:resolve|have)",
            r"(?:does not|doesn't|has no|have a?|without|missing|invalid) (?:valid )?(?:reverse|rdns"
            r"|host ?name for)",
            r"generic (?:dns|host|name)|hostname.{0,30}(?:looks? )?(?:generic|dynamic)|\bdns[ -]ptr",
            r"client host rejected: (?:cannot|can't|could not) find",
        ),
    ),
    Rule(
        priority=948,
        advice=Advice.PROTOCOL,
        words=(
            r"(?:send|say|issue|need|expected|missing|use|with|polite people say) (?:helo|ehlo|hello)\b(?! name)",
            r"(?:helo|ehlo|hello)(?:/(?:helo|ehlo))? (?:command )?first",
            r"(?:helo|ehlo) (?:required|command expected)",
            r"bad sequence|(?:mail|rcpt|data) (?:from |to |command )*first|pipelin|out of sequence",
            r"too many (?:(?:syntax|protocol|smtp|bad|unknown|unrecogni[sz]ed|invalid|unauthenticated|junk"
            r"|or) )*(?:errors|commands)",
            r"unrecogni[sz]ed command|command (?:not|un)\w* ?(?:recogni[sz]ed|implemented|supported|known)?",
            r"syntax error|unimplemented|(?:optional )?argument not permitted|improper use of smtp",
            r"protocol (?:error|violation)",
            r"invalid (?:command|parameter|argument)|unexpected command|\bbare (?:lf|cr)\b.{0,20}command",
        ),
        unless=(
            r"syntax error.{0,20}(?:address|mailbox|recipient|sender)",
            r"(?:helo|ehlo).{0,30}(?:argument|name|host)",
        ),
    ),
    Rule(
        priority=945,
        advice=Advice.HELO,
        words=(
            r"\b(?:helo|ehlo)\b.{0,80}(?:reject|invalid|not |n't |bad|fake|forg|mismatch|need|must|fail|deny"
            r"|denied|unknown)",
            r"(?:invalid|bad|rejected|fake|forged|illegal|unacceptable|wrong|your"
            r"|access denied[,.]?) (?:name in )?(?:helo|ehlo)",
            r"need fully[- ]qualified host ?name",
            r"(?:invalid|bad|illegal) .{0,30}(?:in|for) (?:the )?(?:helo|ehlo)",
        ),
    ),
    Rule(
        priority=925,
        advice=Advice.PASSWORD,
        words=(
            r"(?:authentication|\bauth\b|log-?in|logon|sign[- ]?in|sasl)[\w\s:,-]{0,30}(?:fail|unsuccessful"
            r"|invalid|reject|incorrect)",
            r"too many (?:failed )?(?:login|log-?in|authentication|auth)|failed (?:login|authentication)",
            r"(?:username|user name|user|login|account).{0,10}(?:and|or|/|&) ?password",
            r"incorrect authentication",
            r"(?:credentials?|password)s? (?:is |are )?(?:invalid|incorrect|wrong|required|expired|rejected"
            r"|not accepted)",
            r"(?:invalid|bad|wrong|incorrect) (?:login|credentials|password|username)",
            r"application-specific password",
            r"web (?:browser|login)|authentifizierung fehlgeschlagen|authentification invalide",
            r"submitter failed",
        ),
        unless=(
            r"credentials for relay",
            r"domain authentication",
            r"dmarc|dkim|\bspf\b",
        ),
    ),
    Rule(
        priority=920,
        advice=Advice.SIGN_IN,
        words=(
            r"authenticat\w* (?:is |was )?(?:first|required|needed|requise?|necessary)",
            r"must (?:first )?(?:authenticate|log ?in|sign in)",
            r"(?:requires?|need(?:s|ed)?|use|turn on|enable|activate) (?:smtp[- ]?)?auth(?:enticat\w*)?\b",
            r"(?:client|you|user|sender|session)s? (?:was |is |are |has |have )?(?:not "
            r"|n't )(?:been )?authenticated(?! (?:for|by))",
            r"not (?:logged|signed) in|please (?:log ?in|authenticate|sign in)|smtp[- ]auth\b",
            r"\bauth (?:first|required)",
            r"authentifizierung (?:erforderlich|notwendig)|authentification (?:requise|obligatoire)",
            r"pop before smtp|pop3? first",
            r"check (?:for )?(?:new |your )?mail first|without authentication",
            r"unauthenticated (?:connection|client|user)",
            r"authentication turned on|unauthenticated senders?\b",
        ),
        unless=(r"\brelay|non-?local|rcpthosts",),
    ),
    Rule(
        priority=910,
        advice=Advice.RELAYING,
        words=(
            r"relay(?:ing|ed)?\b.{0,30}(?:denied|not |prohibit|reject|refus|disallow|disabl|forbidden"
            r"|unauthori[sz]ed|restrict)",
            r"(?:unable|not|no|n't|cannot|refuse\w*|den(?:y|ied)|unauthori[sz]ed|disallow\w*"
            r"|invalid credentials for)\b.{0,30}\brelay",
            r"authenticat\w* (?:is )?(?:required|needed) (?:for|to) relay",
            r"delivery is not allowed to this address|rcpthosts|as a relay|relaying|relais|third[- ]party",
            r"not .{0,20}(?:my|our) domain",
            r"rcpt(?:-| )?hosts",
            r"(?:domain|host) (?:is |was )?(?:not|n't) (?:a )?(?:local|hosted|served|handled|valid here"
            r"|found here|configured|one of)",
            r"not (?:a )?(?:local|hosted) (?:domain|here)",
            r"(?:doesn't|does not|do not|don't) (?:serve|host|handle|accept) (?:e-?mail |mail )?(?:for "
            r"|to )?(?:this |that |the )?(?:domain|user|recipient)",
            r"no such domain (?:here|at this|on this)|(?:cannot|can't|can not) deliver mail for",
            r"tenantattribution|unknown (?:local )?domain",
            r"domain.{0,30}isn't (?:in|on|hosted)|not a gateway|we do not (?:relay|accept mail for)",
            r"recipient (?:is )?not local",
            r"(?:user|recipient|address|mailbox) (?:is )?not local(?!.{0,20}please try)|not responsible for",
            r"non-?local (?:recipient|e-?mail|address|domain)",
            r"insecure mail relay|not local host|(?:don't|do not|doesn't|does not) handle mail for",
        ),
        unless=(
            r"(?:is|be|as|looks like|appears to be|through|via) an? open (?:mail )?relay|open proxy",
            r"user[- ]?unknown|unknown user|user not local[;,]? please",
            r"(?:relay|sending) limit|spammer",
        ),
    ),
)
