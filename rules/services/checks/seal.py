"""Proof of a text's check results, to go through the browser and back: looking writes nothing."""

from collections.abc import Iterable
from datetime import timedelta

from django.core import signing

from rules.models import Revision
from rules.models.verdict import Verdict
from rules.services.checks.check import Check

SALT = "rules.services.checks"
VALID = timedelta(hours=1)


def seal(checks: Iterable[Check], *, revision: Revision, live: Revision | None) -> str:
    values = [[check.name, check.title, check.verdict.value, check.sentence, dict(check.figures)] for check in checks]
    return signing.dumps([_bond(revision, live), values], salt=SALT, compress=True)


def opened(sealed: str, *, revision: Revision, live: Revision | None) -> tuple[Check, ...]:
    """Return the checks without their details. None where the seal is not ours, is older than `VALID`, or for another
    text or another live revision: then they have not been run."""
    try:
        bond, values = signing.loads(sealed, salt=SALT, max_age=VALID)
    except signing.BadSignature:
        return ()
    if bond != _bond(revision, live):
        return ()
    return tuple(
        Check(
            name=name, title=title, verdict=Verdict(verdict), sentence=sentence, figures=figures[0] if figures else {}
        )
        for name, title, verdict, sentence, *figures in values
    )


def _bond(revision: Revision, live: Revision | None) -> list[object]:
    return [revision.pk, revision.sha256, live.pk if live else None]
