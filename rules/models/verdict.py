"""The verdict of a check before publishing: sealed in the form, stored in the audit trail, and shown as a badge."""

from enum import StrEnum


class Verdict(StrEnum):
    """`unknown`: it could not be found out, or not in time. Like `failed` it needs a reason to go on."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
