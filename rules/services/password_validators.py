"""Rules for passwords beyond the length and the lists of Django's own validators."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

FEWEST = 5


class DistinctCharacters:
    """A refusal of `aaaaaaaaaaaa`, which has few different characters, and of `qwertqwertqwert`, whose piece
    repeats."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002
        folded = password.casefold()
        if len(set(folded)) < FEWEST:
            raise ValidationError(
                f"This password has fewer than {FEWEST} different characters, so it is easy to guess.",
                code="password_too_uniform",
            )
        if _repeats(folded):
            raise ValidationError("This password repeats one short piece, so it is easy to guess.", code="repeats")

    def get_help_text(self) -> str:
        return f"Your password must have at least {FEWEST} different characters and repeat no short piece."


def _repeats(text: str) -> bool:
    """Whether the password repeats one piece of at most a third of its length."""
    longest = len(text) // 3
    return any((text[:size] * (len(text) // size + 1))[: len(text)] == text for size in range(1, longest + 1))
