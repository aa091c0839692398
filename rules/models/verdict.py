"""The verdict of a check before publishing: sealed in the form, stored in the audit trail, and shown as a badge."""

from enum import StrEnum


class Verdict(StrEnum):
    """`warned`: something to look at, which needs no reason to go on. `unknown`: it could not be found out, or not in
    time; like `failed` it needs one."""

    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"
    UNKNOWN = "unknown"
