"""Stored results that call a text live, checked against what is live now."""

import re

from rules.models import Script

CALLED_LIVE = re.compile(r"revision (\d+)\b.*\blive\b", re.IGNORECASE)


def no_longer_live(script: Script, *names: str) -> str:
    """Return a sentence where one of these texts, by its name when it ran, was live then and is not any more; else
    ""."""
    numbers = [int(found[1]) for name in names if (found := CALLED_LIVE.match(name))]
    live = script.live
    if live is None or not numbers or live.number in numbers:
        return ""
    return f"Revision {numbers[0]} was live then. Revision {live.number} is live now."
