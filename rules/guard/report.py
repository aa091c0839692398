"""A guard's result as JSON, with the sentence that says how it came out."""

from rules.guard.result import GuardResult, Json
from rules.guard.words import headline


def report(result: GuardResult) -> Json:
    return {"sentence": headline(result), **result.to_dict()}
