"""The reason why a sign-in has to wait: stored in the audit trail, and said on the page of the sign-in."""

from enum import StrEnum


class Cause(StrEnum):
    """The reason for a wait: too many failures of one of these; AT_ONCE: too many tries under way."""

    ADDRESS = "address"
    ACCOUNT = "account"
    BROWSER = "browser"
    AT_ONCE = "at once"
