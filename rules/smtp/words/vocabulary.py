"""Expressions that several rules share."""

REFUSED = r"(?:refus\w*|reject\w*|block\w*|bann\w*|den(?:y|ied|ies)|blacklist\w*|bloque\w*|gesperrt|abgelehnt)"

ADDRESS = (
    r"(?:\bip\b|\bips\b|ip[- ]?address(?:es)?|adresse ip|\bhosts?\b|mail ?servers?|\bservers?\b|network"
    r"|net ?block|\bmta\b|\bclient\b|\brelay\b|subnet|ip range|connecti(?:on|ng)|connexion)"
)

WHO = (
    r"(?:recipients?|rcpt|rcpts|mail ?box(?:es)?|users?|user ?names?|user ?ids?|accounts?|e-?mail"
    r"|address(?:ee)?s?|alias(?:es)?|local[- ]?part|person|destination|customer|subscriber|inbox"
    r"|mail ?drop|member|\bid)"
)

UNKNOWN = (
    r"(?:unknown|not ?found|does(?: not|n't|nt) (?:appear to )?exist|do(?: not|n't) exist"
    r"|not? (?:longer )?exist|unrecogni[sz]ed|not? (?:a |an )?(?:known|valid|recogni[sz]ed|existing"
    r"|registered|active user|present)|invalid|non-?existent|undeliverable|unrouteable|unroutable"
    r"|can(?:not|'t) be found|could(?: not|n't) be found|no longer (?:valid|exists?|available)|incorrect"
    r"|misspelled|wrong|is not (?:in|on) (?:my|our|this)|not listed|has no (?:mailbox|account)"
    r"|not (?:been )?defined)"
)

SENDER = (
    r"(?:senders?\b|mail[- ]?from\b(?! (?:your|this|the|\[?ip|fqdn|hosts?|dynamic|outside|servers?))"
    r"|from[- ]address|return(?:-| )?(?:path|address)|reverse-?path|envelope[- ]from|\bfrom:|from domain"
    r"|originator|absender|[eé]metteur|exp[eé]diteur|remitente|mittente|发件人)"
)

GONE = (
    r"(?:disabled?|inactive|deactivat\w*|suspend\w*|locked|frozen|closed|expired"
    r"|not (?:currently )?(?:active|activated|enabled)|terminat\w*|discontinued|cancell?ed|archiv\w*"
    r"|over-?due|no longer (?:active|in use|accept\w*)|blocked|restricted from receiving"
    r"|not accepting (?:mail|messages)|deaktiviert|gesperrt|inaktiv|bloqu[eé]e?)"
)
