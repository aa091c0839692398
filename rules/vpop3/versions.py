"""VPOP3 versions, as far as they change the behaviour of scripts."""

import re
from dataclasses import dataclass
from functools import total_ordering


@total_ordering
@dataclass(frozen=True, slots=True)
class Version:
    """A VPOP3 version: "8.8" is before "8.10"."""

    major: int
    minor: int

    @classmethod
    def parse(cls, text: str) -> "Version":
        """Read "8.8", "v8.8" or "8.8.1" (the third number changes no hook). Raise ValueError with a sentence."""
        found = re.fullmatch(r"v?(\d{1,3})\.(\d{1,3})(?:\.\d{1,5}){0,2}", text.strip(), re.ASCII)
        if not found:
            raise ValueError(f"{text!r} is not a VPOP3 version: write it like 8.8.")
        return cls(int(found[1]), int(found[2]))

    def __lt__(self, other: "Version") -> bool:
        return (self.major, self.minor) < (other.major, other.minor)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


FIRST = Version(1, 0)
CHECK_SERVER = Version(7, 10)
FINAL_OVERRIDES = Version(8, 6)
HASHES = Version(8, 7)
HOLDS = Version(8, 8)
CURRENT = HOLDS
CHOICES = (Version(7, 9), CHECK_SERVER, Version(8, 5), FINAL_OVERRIDES, HASHES, HOLDS)
"""One version on each side of every change, oldest first: the versions that a form offers."""
