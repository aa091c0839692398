"""A length of time in words."""


def length(minutes: float) -> str:
    """Return a length of time in its usual unit."""
    if minutes < 120:
        return f"{minutes:.3g} minutes"
    return f"{minutes / 60:.3g} hours" if minutes < 2_880 else f"{minutes / 1_440:.3g} days"
