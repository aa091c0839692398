"""The names that accounts may have."""

import unicodedata

LONGEST = 150
SIGNS = "@.+-_"


def refusal(name: str) -> str:
    """Return why this cannot be a username; empty where it can be one.

    Django's own rule refuses the vowel signs of Indic scripts, which are marks and no letters for Python's `\\w`.
    """
    if not name:
        return "Choose a username."
    if len(name) > LONGEST:
        return f"At most {LONGEST} characters; it has {len(name)}."
    for character in name:
        if character not in SIGNS and unicodedata.category(character)[0] not in "LMN":
            named = "a space" if character.isspace() else repr(character)
            return f"A username has letters and digits of any script, and {' '.join(SIGNS)}, but not {named}."
    if unicodedata.category(name[0]).startswith("M"):
        return "A username begins with a letter or a digit, not with a mark that belongs to one before it."
    return ""
