"""Saving a script's text as its next revision."""

from dataclasses import dataclass
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction

from rules import scripttext
from rules.models import MAX_MESSAGE, Revision, Script
from rules.services import audit
from rules.services.errors import Refused, StaleParent


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """`created` is false where the text is that of the latest revision already: none was added."""

    revision: Revision
    created: bool


def save(
    *,
    script: Script,
    source: bytes,
    message: str,
    actor: User | None,
    parent: int | None,
    address: str | None = None,
) -> Saved:
    """Appends a revision. `parent` is the number that the author started from, None for an empty script.

    A text that an older revision had already is a revert and names that one. A text that does not load may be saved;
    it may not be published. Raises StaleParent when someone else saved meanwhile, and Refused when the text or
    message cannot be kept.
    """
    _check(source, message)
    with transaction.atomic():
        script = Script.objects.select_for_update().get(pk=script.pk)  # numbers are given one after the other
        latest = script.revisions.first()
        digest = sha256(source).hexdigest()
        if latest and latest.sha256 == digest:
            return Saved(revision=latest, created=False)
        if latest and latest.number != parent:
            raise StaleParent(parent=_numbered(script, parent), latest=latest)
        revision = Revision.objects.create(
            script=script,
            number=latest.number + 1 if latest else 1,
            source=source,
            sha256=digest,
            message=message,
            author=actor,
            author_name=audit.name_of(actor),
            parent=latest,
            reverts=script.revisions.filter(sha256=digest).first(),
        )
        audit.record(action="revision_save", actor=actor, script=script, revision=revision, address=address)
    return Saved(revision=revision, created=True)


def _check(source: bytes, message: str) -> None:
    try:
        scripttext.check(source)
    except scripttext.UnusableText as error:
        raise Refused(str(error)) from None
    if len(message) > MAX_MESSAGE:
        raise Refused(f"The message has {len(message)} characters; at most {MAX_MESSAGE} are kept.")


def _numbered(script: Script, number: int | None) -> Revision | None:
    return script.revisions.filter(number=number).first() if number else None
