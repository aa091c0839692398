"""The names that a script may have."""

import re
import unicodedata

from django.core.exceptions import ValidationError

ROUTING_SCRIPT = "mxserverrules.lua"
"""The script that VPOP3 runs to find where mail goes: listed from the beginning, if only as an empty page."""

MAX_NAME = 100
FORBIDDEN = frozenset('/\\:*?"<>|')
DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
"""Names that Windows takes for a device, whatever follows a full stop."""


def validate_script_name(name: str) -> None:
    """Check that a name works in an address and as a file name on VPOP3's Windows. Raises ValidationError."""
    if not name or name != name.strip() or name.strip(".") != name:
        raise ValidationError("A script's name cannot be empty, nor begin or end with a space or a full stop.")
    if len(name) > MAX_NAME:
        raise ValidationError(f"A script's name has at most {MAX_NAME} characters; this one has {len(name)}.")
    if ".." in name:
        raise ValidationError('A script\'s name cannot contain "..".')
    if device := DEVICE.fullmatch(name):
        raise ValidationError(f"A script's name cannot be {device[1]}: Windows keeps that for a device.")
    odd = sorted({letter for letter in name if letter in FORBIDDEN or unicodedata.category(letter)[0] == "C"})
    if odd:
        raise ValidationError(f"A script's name cannot contain {', '.join(map(ascii, odd))}.")
