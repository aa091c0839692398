"""A reply as people paste it: from a log, a report, or with its line ends written as `\n`."""

import re

WRITTEN_LINE_END = re.compile(r"(?:\\r)?\\n(?=[2-5][0-9]{2}[ -]|\s*$)")
BEGINNING = re.compile(r"#?[2-5][0-9]{2}(?![0-9])|[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])")
QUOTED = re.compile(r"[:;]\s*(#?[2-5][0-9]{2}(?:[ -]|$))")
"""The text before a reply: `host mx.example.net said:`, `smtp;` or `error from remote mail server after RCPT
TO:<anna@example.com>:`."""


def reply_in(pasted: str) -> str:
    """Return the reply. Empty where nothing was pasted; a text without any reply code is returned unchanged."""
    text = pasted.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].strip()
    text = WRITTEN_LINE_END.sub("\n", text)
    if not BEGINNING.match(text) and (found := QUOTED.search(text)):
        text = text[found.start(1) :]
    return text.strip()
