"""Message sizes as people write them."""

import re

UNITS = {"": 1, "b": 1, "kb": 1024, "kib": 1024, "k": 1024, "mb": 1024**2, "mib": 1024**2, "m": 1024**2}
UNITS |= {"gb": 1024**3, "gib": 1024**3, "g": 1024**3}
LARGEST = 1024**4
_SIZE = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,6})?)\s*([a-z]*)", re.ASCII)


def parse_size(text: str) -> int:
    """Return the bytes of "2000", "20KB", "1.5 MB" (1 KB is 1024 bytes, as mail servers count). Raise ValueError."""
    found = _SIZE.fullmatch(text.strip().lower())
    if not found or found[2] not in UNITS:
        raise ValueError(f"{text[:40]!r} is not a size: write a number of bytes, or one with KB, MB or GB, like 20KB.")
    size = round(float(found[1]) * UNITS[found[2]])
    if size > LARGEST:
        raise ValueError(f"{text[:40]!r} is larger than any message: at most 1024 GB.")
    return size
